import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { HtmlValidate } from 'html-validate'
import { transform } from 'lightningcss'
import { browserEntry, cssFiles } from '#ui/assets.ts'
import { samplePages } from './sample-pages.testkit.tsx'

const pages = samplePages({
  cssHref: '/app.css',
  themeHref: '/theme.css',
  iconHref: '/icon.svg',
  scriptHref: '/app.js',
})
const css = transform({
  filename: 'app.css',
  code: Buffer.concat(cssFiles.map((url) => readFileSync(url))),
  minify: true,
}).code
const script = await build({
  entryPoints: [fileURLToPath(browserEntry)],
  bundle: true,
  minify: true,
  write: false,
  format: 'iife',
  target: 'es2020',
})
test('pages are valid HTML', async () => {
  const validator = new HtmlValidate({
    root: true,
    extends: ['html-validate:recommended', 'html-validate:document'],
    rules: { 'require-sri': ['error', { target: 'crossorigin' }] },
  })
  for (const [path, html] of Object.entries(pages)) {
    const report = await validator.validateString(html)
    const problems = report.results.flatMap((result) =>
      result.messages.map((m) => `${m.ruleId} ${m.line}:${m.column} ${m.message}`),
    )
    assert.deepEqual(problems, [], path)
  }
})

test('style and script keep to their budgets', () => {
  assert.ok(gzipSync(css).length <= 15_000, `style ${gzipSync(css).length} B`)
  assert.ok(gzipSync(script.outputFiles[0]!.contents).length <= 10_000)
})
