import { context, exactly, type Figure } from '../proof.ts'
import type { Running } from './release.ts'

/** Steps with what each must show. A step that fails does not stop the story. */
export class Drill {
  readonly #steps: { what: string; holds: boolean; seconds: number; found: string }[] = []
  readonly #say: (line: string) => void
  #running: Running | undefined

  constructor(say: (line: string) => void) {
    this.#say = say
  }

  async step(what: string, work: () => Promise<true | string>): Promise<void> {
    const started = performance.now()
    const found = await work().catch((error: unknown) => String(error instanceof Error ? error.message : error))
    const seconds = (performance.now() - started) / 1000
    this.#steps.push({ what, holds: found === true, seconds, found: found === true ? '' : found.slice(0, 300) })
    this.#say(
      `  ${found === true ? 'ok  ' : 'FAIL'} ${what} (${seconds.toFixed(1)} s) ${found === true ? '' : found.slice(0, 2_000)}`,
    )
  }

  /** The program that serves until the next one. */
  async serve(start: () => Promise<Running>): Promise<Running> {
    await this.end()
    this.#running = await start()
    return this.#running
  }

  /** @returns the exit code of the program that served. */
  async end(): Promise<number | null> {
    const code = await this.#running?.stop()
    this.#running = undefined
    return code ?? null
  }

  table(): string {
    const rows = this.#steps.map(
      ({ what, holds, seconds, found }) =>
        `| ${what} | ${holds ? 'yes' : `no: ${found.replaceAll(/[|\n]/g, ' ')}`} | ${seconds.toFixed(1)} |`,
    )
    return ['| step | done | s |', '| --- | --- | --- |', ...rows].join('\n')
  }

  figures(): Figure[] {
    return [
      exactly('steps that did not do what docs/operate.md says', this.#steps.filter(({ holds }) => !holds).length, 0),
      context('steps', this.#steps.length),
    ]
  }
}
