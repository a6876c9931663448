import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { transform } from 'lightningcss'
import { type Asset, asset } from '#platform/http/assets.ts'
import { browserEntry, cssFiles } from '#ui/assets.ts'
import { iconSvg } from '#ui/icon.ts'
import { themeCss } from '#ui/theme.ts'

/** What every page links: the style sheet, the script, and what bears the cooperative's colour. */
export interface PageAssets {
  readonly byPath: Map<string, Asset>
  readonly css: Asset
  readonly script: Asset
  theme(accentHex: string): Asset
  icon(accentHex: string): Asset
}

const cssType = 'text/css; charset=utf-8'

/** Joins and minifies what the browser gets. Done once, at start. */
export async function buildAssets(): Promise<PageAssets> {
  const source = Buffer.concat(cssFiles.map((url) => readFileSync(url)))
  const css = asset('app', 'css', cssType, transform({ filename: 'app.css', code: source, minify: true }).code)
  const bundled = await build({
    entryPoints: [fileURLToPath(browserEntry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    logLevel: 'silent',
  })
  const script = asset('app', 'js', 'text/javascript; charset=utf-8', bundled.outputFiles[0]!.contents)
  const byPath = new Map([css, script].map((made) => [made.path, made]))
  return {
    byPath,
    css,
    script,
    theme: coloured(byPath, (accentHex) => asset('theme', 'css', cssType, themeCss(accentHex))),
    icon: coloured(byPath, (accentHex) => asset('icon', 'svg', 'image/svg+xml; charset=utf-8', iconSvg(accentHex))),
  }
}

/** Made once for each colour, and kept under its address also when the colour changes: pages sent before still link it. */
function coloured(byPath: Map<string, Asset>, make: (accentHex: string) => Asset): (accentHex: string) => Asset {
  const made = new Map<string, Asset>()
  return (accentHex) => {
    const known = made.get(accentHex)
    if (known) return known
    const fresh = make(accentHex)
    made.set(accentHex, fresh)
    byPath.set(fresh.path, fresh)
    return fresh
  }
}
