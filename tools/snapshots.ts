// npm run snapshots [-- --write | --pictures=FOLDER | --against=REF]: what the pages look like, kept and compared (docs/decisions/0023).
//   (nothing)           the places of all boxes against test/every-route/layout.txt, as `npm test` does
//   --write             keeps the places as they are now
//   --pictures=FOLDER   a picture of every page at every width
//   --only=TEXT         of the pages whose name has this in it, for the last two
//   --against=REF       pictures of this tree and of another state of the repository, taken here and now, and what differs between them
import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { launchChromium } from '#test/harness/chromium.ts'
import { temporaryFolder } from '#test/harness/folders.ts'

const root = join(import.meta.dirname, '..')
/** What takes the pictures; another state of the repository may not have it. */
const painters = ['test/every-route/looks.ts', 'test/every-route/pictures.browser.ts']

const { values } = parseArgs({
  options: {
    write: { type: 'boolean' },
    pictures: { type: 'string' },
    against: { type: 'string' },
    only: { type: 'string' },
  },
})

if (values.against !== undefined) process.exitCode = await compareWith(values.against)
else if (values.pictures !== undefined) take(root, resolve(values.pictures))
else
  process.exitCode = runTest(
    root,
    'test/every-route/layout.browser.test.ts',
    values.write ? { EBOK_SNAPSHOTS: 'write' } : {},
  )

function runTest(folder: string, file: string, env: Readonly<Record<string, string>>): number {
  const run = spawnSync(process.execPath, ['--import', './tools/register.mjs', '--test', file], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  })
  return run.status ?? 1
}

function take(folder: string, into: string): void {
  mkdirSync(into, { recursive: true })
  if (
    runTest(folder, 'test/every-route/pictures.browser.ts', {
      EBOK_PICTURES: into,
      EBOK_PICTURES_OF: values.only ?? '',
    }) !== 0
  )
    throw new Error(`no pictures of ${folder}`)
}

/** Pictures of both states from one machine, one Chromium and one set of fonts: what differs is the change. */
async function compareWith(ref: string): Promise<number> {
  const folder = temporaryFolder('snapshots')
  const other = join(folder, 'tree')
  const shots = join(root, 'shots')
  try {
    execFileSync('git', ['worktree', 'add', '--detach', other, ref], { cwd: root, stdio: 'inherit' })
    symlinkSync(join(root, 'node_modules'), join(other, 'node_modules'))
    for (const path of painters) copyFileSync(join(root, path), join(other, path))
    for (const name of ['before', 'after', 'differ']) rmSync(join(shots, name), { recursive: true, force: true })
    take(other, join(shots, 'before'))
    take(root, join(shots, 'after'))
    return await tellDifferences(shots)
  } finally {
    spawnSync('git', ['worktree', 'remove', '--force', other], { cwd: root })
    rmSync(folder, { recursive: true, force: true })
  }
}

async function tellDifferences(shots: string): Promise<number> {
  const browser = await launchChromium()
  let differ = 0
  try {
    const page = await browser.newPage()
    mkdirSync(join(shots, 'differ'), { recursive: true })
    const names = new Set(['before', 'after'].flatMap((name) => readdirSync(join(shots, name))))
    for (const name of [...names].sort()) {
      const [before, after] = ['before', 'after'].map((one) => join(shots, one, name)) as [string, string]
      if (!existsSync(before) || !existsSync(after)) {
        process.stdout.write(`${name}: only ${existsSync(before) ? 'before' : 'after'}\n`)
        differ += 1
        continue
      }
      const { points, picture } = await compared(page, readFileSync(before), readFileSync(after))
      if (points === 0) continue
      differ += 1
      writeFileSync(join(shots, 'differ', name), Buffer.from(picture, 'base64'))
      process.stdout.write(`${name}: ${points} points differ, shots/differ/${name}\n`)
    }
    process.stdout.write(`${names.size} pictures, ${differ} differ\n`)
    return differ === 0 ? 0 : 1
  } finally {
    await browser.close()
  }
}

/** Compared by the browser's own canvas: the later picture pale, and red where it differs. */
async function compared(page: Page, before: Buffer, after: Buffer): Promise<{ points: number; picture: string }> {
  const found = await page.evaluate(
    `(async ([one, two]) => {
      const load = async (data) => createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob())
      const [was, is] = await Promise.all([load(one), load(two)])
      const [width, height] = [Math.max(was.width, is.width), Math.max(was.height, is.height)]
      const points = (bitmap) => {
        const context = new OffscreenCanvas(width, height).getContext('2d')
        context.drawImage(bitmap, 0, 0)
        return context.getImageData(0, 0, width, height)
      }
      const [a, b] = [points(was), points(is)]
      let differ = 0
      for (let at = 0; at < a.data.length; at += 4) {
        const far = Math.abs(a.data[at] - b.data[at]) + Math.abs(a.data[at + 1] - b.data[at + 1]) + Math.abs(a.data[at + 2] - b.data[at + 2])
        const gone = a.data[at + 3] !== b.data[at + 3]
        const red = far > 24 || gone
        if (red) differ += 1
        for (const part of [0, 1, 2]) b.data[at + part] = red ? (part === 0 ? 220 : 0) : 200 + b.data[at + part] / 5
        b.data[at + 3] = 255
      }
      const canvas = new OffscreenCanvas(width, height)
      canvas.getContext('2d').putImageData(b, 0, 0)
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
      let text = ''
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
      return { points: differ, picture: btoa(text) }
    })(${JSON.stringify([before.toString('base64'), after.toString('base64')])})`,
  )
  return found as { points: number; picture: string }
}
