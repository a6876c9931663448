/** Writes a delivery: `--size demo --seed 1 --as-of 2026-11-22T22:41:00+01:00 --out DIR [--kind changes --sequence 2] [--night-percent 100]`. */
import { parseArgs } from 'node:util'
import { generateDelivery } from './generate.ts'
import { type SizeName, sizes } from './sizes.ts'

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'demo' },
    seed: { type: 'string', default: '1' },
    'as-of': { type: 'string', default: '2026-11-22T22:41:00+01:00' },
    kind: { type: 'string', default: 'full' },
    sequence: { type: 'string', default: '1' },
    'night-percent': { type: 'string', default: '1' },
    out: { type: 'string' },
  },
})

const usage = `usage: --size ${Object.keys(sizes).join('|')} --seed N --as-of ISO --out DIR [--kind full|changes --sequence N] [--night-percent N]`
const { size, kind, out } = values
if (!out || !Object.hasOwn(sizes, size) || (kind !== 'full' && kind !== 'changes') || !/^\d+$/.test(values.seed)) {
  console.error(usage)
  process.exit(2)
}

const started = performance.now()
const delivery = generateDelivery({
  size: size as SizeName,
  seed: Number(values.seed),
  asOf: values['as-of'],
  outDir: out,
  kind,
  sequence: Number(values.sequence),
  nightPercent: Number(values['night-percent']),
})
const seconds = (performance.now() - started) / 1000
for (const { name, rows, bytes } of delivery.tables)
  console.log(`${name.padEnd(24)}${String(rows).padStart(12)} rows ${String(bytes).padStart(14)} bytes`)
const entries = delivery.tables.find((table) => table.name === 'entries')?.rows ?? 0
const memory = Math.round(process.resourceUsage().maxRSS / 1024)
console.log(`${seconds.toFixed(2)} s, ${Math.round(entries / seconds)} entries/s, peak memory ${memory} MiB`)
