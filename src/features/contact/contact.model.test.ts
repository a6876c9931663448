import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EmergencyNumber, emergencyOrder } from './contact.model.ts'

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
