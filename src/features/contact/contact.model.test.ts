import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialled, type EmergencyNumber, emergencyOrder } from './contact.model.ts'

test('a phone dials digits, not the extension', () => {
  assert.equal(dialled('12 345 67 00'), '123456700')
  assert.equal(dialled('+48 (12) 345-67-00 wew. 12'), '+48123456700')
  assert.equal(dialled('601 000 001, 601 000 002'), '601000001')
})

test('the number of the own building comes first, then those for all', () => {
  const number = (label: string, area: string, mine: boolean): EmergencyNumber => ({
    label,
    phone: '112',
    hours: '',
    area,
    mine,
  })
  const ordered = emergencyOrder([
    number('other', 'Lipowa 9', false),
    number('all', '', false),
    number('own', 'Lipowa 1', true),
  ])
  assert.deepEqual(
    ordered.map((one) => one.label),
    ['own', 'all', 'other'],
  )
})
