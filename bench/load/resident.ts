/** One resident: signs in, looks around, writes to the office now and then, signs out; then the next one sits down. */
import { multipart } from '#test/harness/multipart.ts'
import { type Answer, type Asking, Browser, encoded, hiddenField, type Note } from './browser.ts'
import { type BalancesShown, balancesOn, nameOn } from './shown.ts'

export interface Person {
  readonly loginName: string
  readonly displayName: string
}

/** What a page of the balances said, to be held against the books afterwards. */
export interface Shown {
  readonly loginName: string
  readonly startedAt: number
  readonly endedAt: number
  readonly balances: BalancesShown
}

export interface Around {
  readonly port: number
  readonly password: string
  readonly random: () => number
  readonly note: Note
  readonly showed: (shown: Shown) => void
  /** A page that is somebody else's. */
  readonly foreign: (what: string) => void
  readonly signedIn: () => void
}

/** Clicks between signing in and signing out: 4 to 20. */
const [fewestClicks, moreClicks] = [4, 17]
/** One in so many types a wrong password first. */
const mistypes = 1 / 25
/** The portal takes ten messages an hour from one person. */
const messagesOfOne = 8

type Click = (resident: Resident) => Promise<unknown>

const at =
  (tab: string, path: string): Click =>
  (resident) =>
    resident.open(tab, path)
/** Follows a link of a page seen before; who has not seen one yet opens the list it stands on. */
const follow =
  (tab: string, list: string, link: RegExp): Click =>
  (resident) =>
    resident.open(tab, resident.seen(link) ?? list)

const [bills, own, media, documents, messages, writing] = [
  'Rachunki i płatności',
  'Moje dane',
  'Media',
  'Dokumenty',
  'Wiadomości',
  'Napisz do nas',
]

/** Of a hundred clicks, how many go where. */
const clicks: readonly (readonly [number, Click])[] = [
  [12, at(bills, '/rachunki')],
  [11, at(bills, '/rachunki/dokumenty')],
  [9, follow(bills, '/rachunki/dokumenty', /^\/rachunki\/dokumenty\//)],
  [8, at(bills, '/rachunki/kartoteka')],
  [4, follow(bills, '/rachunki', /^\/rachunki\/wplaty\//)],
  [5, at(bills, '/rachunki/kalendarz')],
  [1, at(bills, '/rachunki/kartoteka.csv')],
  [2, (resident) => resident.calendarFile()],
  [3, at(own, '/moje-dane')],
  [3, at(own, '/moje-dane/lokale')],
  [4, at(own, '/moje-dane/parametry')],
  [1, at(own, '/moje-dane/urzadzenia')],
  [6, at(media, '/media')],
  [4, follow(media, '/media', /^\/media\/liczniki\//)],
  [4, at(media, '/media/rozliczenia')],
  [3, follow(media, '/media/rozliczenia', /^\/media\/rozliczenia\//)],
  [3, at(documents, '/dokumenty')],
  [2, follow(documents, '/dokumenty', /^\/dokumenty\/(?!pisma$|pliki\/)[^/]+$/)],
  [2, follow(documents, '/dokumenty', /^\/dokumenty\/pliki\/[^/]+$/)],
  [1, follow(documents, '/dokumenty/pisma', /^\/dokumenty\/pisma\/[^/]+$/)],
  [3, at(messages, '/wiadomosci')],
  [2, follow(messages, '/wiadomosci', /^\/wiadomosci\/[^/]+$/)],
  [2, (resident) => resident.write()],
  [2, at(writing, '/napisz/historia')],
  [1, follow(writing, '/napisz/historia', /^\/napisz\/historia\/[^/]+$/)],
  [2, at('Kontakt', '/kontakt')],
]
const allClicks = clicks.reduce((sum, [weight]) => sum + weight, 0)

/** A seat in front of the portal: people of a list take it one after another, each with a browser of their own. */
export class Resident {
  readonly #around: Around
  readonly #people: readonly Person[]
  readonly #browsers: Browser[]
  readonly #messages: number[]
  readonly #calendars: (string | undefined)[]
  #turn = 0
  #clicksLeft = 0
  #token = ''
  #links: string[] = []

  constructor(around: Around, people: readonly Person[], seat: number) {
    this.#around = around
    this.#people = people
    this.#browsers = people.map((_, index) => {
      const address = `10.${seat >> 8}.${seat & 255}.${index + 1}`
      return new Browser(around.port, address, around.note)
    })
    this.#messages = people.map(() => 0)
    this.#calendars = people.map(() => undefined)
  }

  /** What the person does next. `due` is when it ought to begin, where a rate is kept. */
  async step(due?: number): Promise<void> {
    this.#browser.due = due
    if (this.#token === '') return this.#signIn()
    if (this.#clicksLeft <= 0) return this.#signOut()
    this.#clicksLeft -= 1
    let roll = this.#around.random() * allClicks
    for (const [weight, click] of clicks) {
      roll -= weight
      if (roll < 0) return void (await click(this))
    }
  }

  get isSignedIn(): boolean {
    return this.#token !== ''
  }

  /** A link of one of the pages shown to this person. */
  seen(link: RegExp): string | undefined {
    const fitting = this.#links.filter((path) => link.test(path))
    return fitting[Math.floor(this.#around.random() * fitting.length)]
  }

  async open(tab: string, path: string, expects?: readonly number[]): Promise<Answer> {
    const answer = await this.#browser.page(path, { tab, ...(expects ? { expects } : {}) })
    if (answer.status === 200 && answer.text.startsWith('<!')) this.#look(path, answer)
    return answer
  }

  async write(): Promise<void> {
    const turn = this.#turn % this.#people.length
    if (this.#messages[turn]! >= messagesOfOne) return void (await this.open(writing!, '/napisz/historia'))
    const { status, text } = await this.open(writing!, '/napisz')
    if (status !== 200) return
    this.#messages[turn]! += 1
    const fields = {
      _csrf: hiddenField(text, '/napisz', '_csrf'),
      _once: hiddenField(text, '/napisz', '_once'),
      temat: 'other',
      lokal: '-',
      tresc: `Dzień dobry, proszę o informację, kiedy będzie przegląd instalacji. Pytanie ${Date.now()}.`,
    }
    const sent = await this.#send(writing!, '/napisz', multipart(fields, []))
    if (sent.status === 303) await this.open(writing!, sent.location)
  }

  /** What a phone's calendar does; the first time its owner makes the address. */
  async calendarFile(): Promise<void> {
    const turn = this.#turn % this.#people.length
    const action = '/rachunki/kalendarz/subskrypcja'
    if (this.#calendars[turn] === undefined) {
      const { status, text } = await this.open(bills!, action)
      if (status !== 200) return
      const fields = { _csrf: hiddenField(text, action, '_csrf'), _once: hiddenField(text, action, '_once') }
      const made = await this.#send(bills!, action, encoded(fields), [200])
      if (made.status !== 200) return
      const address = /\/kalendarz\/[0-9a-f]{64}\.ics/.exec(made.text)?.[0]
      if (address === undefined) return this.#around.foreign('a calendar address that was not shown')
      this.#calendars[turn] = address
    }
    const { status, text } = await this.open('Plik kalendarza', this.#calendars[turn]!)
    if (status === 200 && !text.startsWith('BEGIN:VCALENDAR')) this.#around.foreign('a calendar that is none')
  }

  async #signIn(): Promise<void> {
    const { random, password, signedIn } = this.#around
    const action = '/zaloguj'
    const { status, text } = await this.open('Logowanie', action)
    if (status !== 200) return
    const form = (haslo: string) =>
      encoded({ _csrf: hiddenField(text, action, '_csrf'), login: this.#person.loginName, haslo })
    if (random() < mistypes) await this.#send('Logowanie', action, form(`${password}!`), [422])
    const sent = await this.#send('Logowanie', action, form(password))
    if (sent.status !== 303) return
    signedIn()
    this.#clicksLeft = fewestClicks + Math.floor(random() * moreClicks)
    this.#token = 'signed in'
    await this.open(bills!, sent.location)
  }

  async #signOut(): Promise<void> {
    const sent = await this.#send('Logowanie', '/wyjscie', encoded({ _csrf: this.#token }))
    this.#token = ''
    if (sent.status === 303) await this.open('Logowanie', sent.location)
    this.#browser.close()
    this.#links = []
    this.#turn += 1
  }

  #send(tab: string, path: string, form: NonNullable<Asking['form']>, expects = [303]): Promise<Answer> {
    return this.#browser.page(path, { tab, form, expects })
  }

  /** Remembers the links of a page, and looks whose it is. */
  #look(path: string, { text, startedAt, endedAt }: Answer): void {
    for (const [, link] of text.matchAll(/<a [^>]*href="(\/[^"?#]+)"/g)) {
      if (!this.#links.includes(link!)) this.#links.push(link!)
    }
    if (this.#token === '') return
    this.#token = hiddenField(text, '/wyjscie', '_csrf')
    const { displayName, loginName } = this.#person
    if (nameOn(text) !== displayName) this.#around.foreign(`${path}: the name on it is not ${displayName}`)
    if (path === '/rachunki') this.#around.showed({ loginName, startedAt, endedAt, balances: balancesOn(text) })
  }

  get #browser(): Browser {
    return this.#browsers[this.#turn % this.#browsers.length]!
  }

  get #person(): Person {
    return this.#people[this.#turn % this.#people.length]!
  }
}
