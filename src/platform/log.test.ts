import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixedClock } from './clock.ts'
import { createLog, type LogFields } from './log.ts'

function listen(level?: 'debug' | 'warn') {
  const lines: string[] = []
  const log = createLog({ clock: fixedClock(0), write: (line) => void lines.push(line), ...(level ? { level } : {}) })
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line)) }
}

test('a line is one line of JSON with time, level, event and allowed fields', () => {
  const { log, lines, parsed } = listen()
  log.info('request', { status: 200, route: '/rachunki' })
  assert.match(lines[0]!, /^[^\n]*\n$/)
  assert.deepEqual(parsed(), [
    { time: '1970-01-01T00:00:00.000Z', level: 'info', event: 'request', status: 200, route: '/rachunki' },
  ])
})

test('a field that is not on the list is dropped, whatever a cast lets through', () => {
  const { log, parsed } = listen()
  const smuggled = {
    status: 1,
    name: 'Kowalska',
    amount_grosze: 5,
    reason: { email: 'a@b.pl' },
    __proto__: { path: 'x' },
  }
  log.error('failure', smuggled as unknown as LogFields)
  assert.deepEqual(Object.keys(parsed()[0]), ['time', 'level', 'event', 'status'])
})

test('a break in a text does not make a second line, and a long text is cut', () => {
  const { log, lines } = listen()
  log.info('a\nb', { reason: `x\n{"level":"error"}${'y'.repeat(10_000)}` })
  assert.equal(lines.length, 1)
  assert.equal(lines[0]!.split('\n').length, 2)
  assert.ok(lines[0]!.length < 500)
})

test('lines below the level are not written', () => {
  const { log, parsed } = listen('warn')
  log.debug('a')
  log.info('b')
  log.warn('c')
  assert.deepEqual(
    parsed().map((line) => line.event),
    ['c'],
  )
})
