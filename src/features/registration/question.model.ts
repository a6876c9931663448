import { fold } from '#kernel/fold.ts'

/** A question anybody can answer without seeing or hearing anything, with every answer that is right. */
export interface Question {
  readonly question: string
  /** As `answerKey` makes them. */
  readonly answers: readonly string[]
}

/** A whole number from 0 up to, not including, `below`. */
export type Draw = (below: number) => number

const numberWords = [
  'zero',
  'jeden',
  'dwa',
  'trzy',
  'cztery',
  'pięć',
  'sześć',
  'siedem',
  'osiem',
  'dziewięć',
  'dziesięć',
  'jedenaście',
  'dwanaście',
  'trzynaście',
  'czternaście',
  'piętnaście',
  'szesnaście',
  'siedemnaście',
  'osiemnaście',
  'dziewiętnaście',
  'dwadzieścia',
  'dwadzieścia jeden',
  'dwadzieścia dwa',
  'dwadzieścia trzy',
  'dwadzieścia cztery',
  'dwadzieścia pięć',
  'dwadzieścia sześć',
  'dwadzieścia siedem',
] as const

/** The name, and how it stands after "po", after "przed" and in "w …". */
const days = [
  ['poniedziałek', 'poniedziałku', 'poniedziałkiem'],
  ['wtorek', 'wtorku', 'wtorkiem'],
  ['środa', 'środzie', 'środą', 'środę'],
  ['czwartek', 'czwartku', 'czwartkiem'],
  ['piątek', 'piątku', 'piątkiem'],
  ['sobota', 'sobocie', 'sobotą', 'sobotę'],
  ['niedziela', 'niedzieli', 'niedzielą', 'niedzielę'],
] as const

const months = [
  ['styczeń', 'styczniu', 'styczniem'],
  ['luty', 'lutym', 'lutym'],
  ['marzec', 'marcu', 'marcem'],
  ['kwiecień', 'kwietniu', 'kwietniem'],
  ['maj', 'maju', 'majem'],
  ['czerwiec', 'czerwcu', 'czerwcem'],
  ['lipiec', 'lipcu', 'lipcem'],
  ['sierpień', 'sierpniu', 'sierpniem'],
  ['wrzesień', 'wrześniu', 'wrześniem'],
  ['październik', 'październiku', 'październikiem'],
  ['listopad', 'listopadzie', 'listopadem'],
  ['grudzień', 'grudniu', 'grudniem'],
] as const

const things = {
  owocem: ['jabłko', 'gruszka', 'śliwka', 'wiśnia', 'banan', 'malina', 'cytryna'],
  zwierzęciem: ['kot', 'pies', 'krowa', 'koń', 'lis', 'zając', 'owca'],
  meblem: ['krzesło', 'stół', 'szafa', 'łóżko', 'fotel', 'półka', 'kanapa'],
  ubraniem: ['kurtka', 'koszula', 'spodnie', 'czapka', 'sweter', 'płaszcz', 'sukienka'],
  pojazdem: ['autobus', 'tramwaj', 'rower', 'pociąg', 'samochód', 'traktor', 'motocykl'],
} as const
const kinds = Object.keys(things) as (keyof typeof things)[]
const places = ['pierwsze', 'drugie', 'trzecie', 'czwarte', 'ostatnie'] as const

const ask = (question: string, ...answers: readonly string[]): Question => ({
  question,
  answers: answers.map(answerKey),
})
const askNumber = (question: string, answer: number): Question => ask(question, numberWords[answer]!, String(answer))

const easy: readonly ((draw: Draw) => Question)[] = [
  (draw) => neighbour('Jaki dzień tygodnia jest', days, draw),
  (draw) => neighbour('Jaki miesiąc jest', months, draw),
  (draw) => {
    const [a, b] = [1 + draw(9), 1 + draw(9)]
    return askNumber(`Ile to jest ${numberWords[a]} dodać ${numberWords[b]}?`, a + b)
  },
  (draw) => {
    const [a, b] = [6 + draw(10), 1 + draw(5)]
    return askNumber(`Ile to jest ${numberWords[a]} odjąć ${numberWords[b]}?`, a - b)
  },
  (draw) => {
    const a = 1 + draw(19)
    const b = (a + 1 + draw(18)) % 20
    return askNumber(`Która liczba jest większa: ${numberWords[a]} czy ${numberWords[b]}?`, Math.max(a, b))
  },
  (draw) => {
    const { list, kind, right } = mixed(draw)
    return ask(`Które z tych słów jest ${kind}: ${list.join(', ')}?`, right)
  },
  (draw) => {
    const { list } = mixed(draw)
    const place = draw(places.length)
    return ask(`Napisz ${places[place]} słowo z tych czterech: ${list.join(', ')}.`, list[Math.min(place, 3)]!)
  },
]

/** Two steps instead of one, for hours in which programs try their luck. */
const hard: readonly ((draw: Draw) => Question)[] = [
  (draw) => {
    const [a, b, c] = [1 + draw(9), 1 + draw(9), 1 + draw(9)]
    const sum = `${numberWords[a]} dodać ${numberWords[b]} dodać ${numberWords[c]}`
    return askNumber(`Ile to jest ${sum}?`, a + b + c)
  },
  (draw) => {
    const day = draw(days.length)
    const right = days[(day + 2) % days.length]!
    return ask(`Jaki dzień tygodnia jest dwa dni po ${days[day]![1]}?`, ...right)
  },
  (draw) => {
    const { list, kind, right } = mixed(draw)
    return ask(`Napisz od tyłu, litera po literze, słowo, które jest ${kind}: ${list.join(', ')}.`, reversed(right))
  },
]

/** One of thousands, drawn; the harder ones while programs are at it. */
export function drawQuestion(draw: Draw, harder: boolean): Question {
  const makers = harder ? hard : easy
  return makers[draw(makers.length)]!(draw)
}

/** What of an answer counts: neither capitals, accents, full stops nor a preposition before a day. */
export function answerKey(typed: string): string {
  return fold(typed.normalize('NFC'))
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
    .replace(/^(w|we|to|jest) /, '')
}

export const isRightAnswer = ({ answers }: Question, typed: string): boolean => answers.includes(answerKey(typed))

function neighbour(start: string, names: readonly (readonly string[])[], draw: Draw): Question {
  const index = draw(names.length)
  const after = draw(2) === 0
  const right = names[(index + (after ? 1 : names.length - 1)) % names.length]!
  return ask(`${start} ${after ? 'po' : 'przed'} ${names[index]![after ? 1 : 2]}?`, ...right)
}

function mixed(draw: Draw) {
  const chosen = draw(kinds.length)
  const kind = kinds[chosen]!
  const right = things[kind][draw(things[kind].length)]!
  const others = [1, 2, 3].map((step) => {
    const words = things[kinds[(chosen + step) % kinds.length]!]
    return words[draw(words.length)]!
  })
  const list: string[] = [...others]
  list.splice(draw(4), 0, right)
  return { kind, right, list }
}

const reversed = (word: string): string => [...word].toReversed().join('')
