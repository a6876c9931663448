import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whole } from './whole.tsx'

test('a word with a hyphen stays in one piece, a title without one stays as it is', () => {
  const shown = <h1>{whole('Naliczenie opłat NAL/2026/12/L0003-FR')}</h1>
  assert.equal(String(shown), '<h1>Naliczenie opłat <span class="whole">NAL/2026/12/L0003-FR</span></h1>')
  assert.equal(whole('Rachunki – płatności'), 'Rachunki – płatności')
  assert.equal(String(<h1>{whole('<b>-x')}</h1>), '<h1><span class="whole">&lt;b&gt;-x</span></h1>')
})
