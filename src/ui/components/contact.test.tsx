import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialled, EmailText, HoursText } from './contact.tsx'

test('a phone dials digits, not the extension', () => {
  assert.equal(dialled('12 345 67 00'), '123456700')
  assert.equal(dialled('+48 (12) 345-67-00 wew. 12'), '+48123456700')
  assert.equal(dialled('601 000 001, 601 000 002'), '601000001')
})

test('an address breaks where it is read out, hours stay together', () => {
  assert.equal(String(<EmailText email="jan.nowak@poczta.example" />), 'jan<wbr>.nowak@<wbr>poczta<wbr>.example')
  assert.equal(
    String(<HoursText hours="pn 8:00–17:00, wt-czw 8.00 - 15.00" />),
    'pn <span class="hours">8:00–17:00</span>, wt-czw <span class="hours">8.00 - 15.00</span>',
  )
  assert.equal(String(<HoursText hours="jak <biuro>" />), 'jak &lt;biuro&gt;')
})
