/** One clerk of the office: looks at what waits, opens one of the matters, answers it. */
import { multipart } from '#test/harness/multipart.ts'
import { Browser, hiddenField, type Note } from './browser.ts'

const tab = 'Biuro'

export class Clerk {
  readonly #browser: Browser
  readonly #random: () => number
  answered = 0

  constructor(port: number, seat: number, cookie: string, random: () => number, note: Note) {
    this.#browser = new Browser(port, `10.200.0.${seat + 1}`, note, cookie)
    this.#random = random
  }

  async step(): Promise<void> {
    const list = await this.#browser.page('/biuro/sprawy', { tab })
    const matters = [...list.text.matchAll(/href="(\/biuro\/sprawy\/[0-9a-f-]{36})"/g)].map(([, path]) => path!)
    const path = matters[Math.floor(this.#random() * matters.length)]
    if (path === undefined) return
    const { status, text } = await this.#browser.page(path, { tab })
    if (status !== 200) return
    const fields = {
      _csrf: hiddenField(text, path, '_csrf'),
      _once: hiddenField(text, path, '_once'),
      wersja: hiddenField(text, path, 'wersja'),
      sposob: 'portal',
      tresc: 'Dzień dobry, przegląd będzie w przyszłym tygodniu. Termin podamy w ogłoszeniu na klatce.',
      czynnosc: 'wyslij',
    }
    // 409: a colleague was faster, or the resident wrote more meanwhile.
    const sent = await this.#browser.page(path, { tab, form: multipart(fields, []), expects: [303, 409] })
    if (sent.status !== 303) return
    this.answered += 1
    await this.#browser.page(sent.location.replace(/#.*/, ''), { tab })
  }
}
