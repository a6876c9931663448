import assert from 'node:assert/strict'
import { test } from 'node:test'
import { curve } from './curve.ts'
import { kneeOf, percentile, type Step, slopePerHour, summary } from './figures.ts'

test('a percentile is a value that was measured, never one between two', () => {
  const sorted = Array.from({ length: 200 }, (_, index) => index + 1)
  assert.equal(percentile(sorted, 0.5), 100)
  assert.equal(percentile(sorted, 0.99), 198)
  assert.equal(percentile(sorted, 1), 200)
  assert.equal(percentile([7], 0.99), 7)
  assert.equal(percentile([], 0.99), 0)
})

test('one slow answer of fifty is the p99, of a thousand it is not', () => {
  const fast = (count: number) => Array.from({ length: count }, () => 5)
  assert.equal(summary([900, ...fast(49)]).p99, 900)
  assert.deepEqual(summary([900, ...fast(999)]), { count: 1000, p50: 5, p95: 5, p99: 5, longest: 900 })
})

test('the slope of a straight line is its slope, whatever the noise around it', () => {
  const minute = 60_000
  const line = Array.from({ length: 30 }, (_, index) => ({
    at: 1_700_000_000_000 + index * minute,
    value: 100 + index,
  }))
  assert.ok(Math.abs(slopePerHour(line) - 60) < 1e-6)
  const noisy = line.map(({ at, value }, index) => ({ at, value: value + (index % 2 === 0 ? 5 : -5) }))
  assert.ok(Math.abs(slopePerHour(noisy) - 60) < 5)
  assert.equal(slopePerHour([{ at: 1, value: 3 }]), 0)
  assert.equal(slopePerHour([]), 0)
})

test('the knee is the last rate before answers come late, go wrong or fall behind', () => {
  const step = (offered: number, more: Partial<Step> = {}): Step => ({
    offered,
    answered: offered,
    p99: 40,
    errors: 0,
    ...more,
  })
  const steps = [step(50), step(100), step(150)]
  assert.deepEqual(kneeOf(steps, 300), { last: step(150), broken: undefined })
  for (const broken of [step(200, { p99: 301 }), step(200, { errors: 1 }), step(200, { answered: 180 })])
    assert.deepEqual(kneeOf([...steps, broken, step(250)], 300), { last: step(150), broken })
  assert.deepEqual(kneeOf([step(50, { errors: 3 })], 300), { last: undefined, broken: step(50, { errors: 3 }) })
})

test('the curve holds every point and names the knee; nothing in it is no number', () => {
  const points = [
    { requests: 26, p50: 4, p99: 22 },
    { requests: 260, p50: 19, p99: 180 },
    { requests: 300, p50: 900, p99: 4_000 },
  ]
  const drawn = curve(points, { requests: 260, residents: 1600 }, 300)
  assert.equal(drawn.match(/<circle /g)?.length, 6)
  assert.match(drawn, /knee: 260 requests\/s, 1600 residents/)
  assert.doesNotMatch(drawn, /NaN|Infinity|undefined/)
  assert.doesNotMatch(curve(points.slice(0, 1), undefined, 300), /NaN|Infinity|undefined|knee/)
})
