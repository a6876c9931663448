import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type PublicTerms, publicTerms } from '#features/documents/public.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { id, nothing } from '#platform/http/params.ts'
import { byteRange } from '#platform/http/ranges.ts'
import { type Context, file, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import {
  type Challenge,
  challengeOf,
  codeOf,
  isAnswered,
  leastSeconds,
  newChallenge,
  questionOf,
  soundDraw,
} from './challenge.ts'
import { PaperView } from './paper.view.tsx'
import { codePicture } from './picture.ts'
import { type Draft, emptyDraft, readDraft, shownAgain, type Way, ways } from './registration.model.ts'
import { office } from './registration.queries.ts'
import { paperText, problemSentence, sentText, registrationText as text, tooManySentence } from './registration.text.ts'
import { RegistrationView, SentView } from './registration.view.tsx'
import { isUnderPressure, sendRegistration } from './send.ts'
import { codeSound } from './sound.ts'

/** Fields are taken as they come and judged by us: a form with a mistake comes back with everything that was typed. */
const field = z
  .string('Podaj jedną wartość.')
  .max(20_000, 'To jest za długie.')
  .optional()
  .transform((value) => value ?? '')

const formParams = z.object({
  kto: field,
  imie: field,
  nazwisko: field,
  firma: field,
  adres: field,
  lokal: field,
  kod_pocztowy: field,
  miejscowosc: field,
  numer: field,
  email: field,
  telefon: field,
  regulamin: field,
  wydania: field,
  sposob: field,
  wyzwanie: field,
  kod: field,
  odpowiedz: field,
  dopisek: field,
  _once: onceField,
})
type Form = z.output<typeof formParams>

interface Mistake {
  readonly field?: string
  readonly message: string
}

interface Shown {
  readonly once: string
  readonly draft: Draft
  readonly terms: readonly PublicTerms[]
  readonly accepted: boolean
  readonly challenge: Challenge
  readonly way: Way
  readonly code: string
  readonly answer: string
  readonly errors: readonly Mistake[]
}

function formPage(shown: Shown, status = 200, retryAfterSeconds?: number): Reply {
  const { token } = shown.challenge
  const challenge = { token, question: questionOf(shown.challenge).question }
  const content = { title: text.title, body: RegistrationView({ ...shown, challenge }) }
  return page(content, retryAfterSeconds === undefined ? { status } : { status, retryAfterSeconds })
}

const emptyForm = route({
  path: '/rejestracja',
  area: 'public',
  title: 'Rejestracja: formularz konta użytkownika',
  params: nothing,
  queries: 2,
  handle: async ({ anonymous, auth, now }) => {
    const [terms, harder] = await Promise.all([anonymous(publicTerms), auth(isUnderPressure)])
    const challenge = newChallenge(now, harder)
    const blank = { accepted: false, way: 'obrazek', code: '', answer: '', errors: [] } as const
    return formPage({ ...blank, once: randomUUID(), draft: emptyDraft, terms, challenge })
  },
})

const sentForm = route({
  method: 'POST',
  path: '/rejestracja',
  area: 'public',
  title: 'Rejestracja: wysłany formularz',
  params: formParams,
  queries: 9,
  handle: async (context) => {
    const { params, anonymous, auth, caller, now } = context
    const terms = await anonymous(publicTerms)
    const read = readDraft(params)
    const challenge = challengeOf(params.wyzwanie, now)
    const way = ways.find((one) => one === params.sposob) ?? 'obrazek'
    const mistakes: Mistake[] = [
      ...('problems' in read
        ? read.problems.map(({ field: name, problem }) => ({ field: name, message: problemSentence(name, problem) }))
        : []),
      ...termsMistakes(params, terms),
      ...answerMissing(params, way),
    ]
    if (mistakes.length > 0) return again(context, terms, way, challenge, mistakes)
    if ('problems' in read) throw new Error('a draft with problems has mistakes')
    if (!challenge) return again(context, terms, way, undefined, [{ field: answerField(way), message: text.codeOld }])
    // A program, or a browser that fills in whatever it finds: neither is told which field gave it away.
    if (params.dopisek !== '') return again(context, terms, way, undefined, [wrongAnswer(way)])
    if (now - challenge.issuedAt < leastSeconds * 1000)
      return again(context, terms, way, challenge, [{ message: text.tooFast }])
    const outcome = await auth((tx) =>
      sendRegistration(tx, {
        source: caller.source,
        challenge,
        answered: isAnswered(challenge, way, params.kod, params.odpowiedz),
        registration: read.registration,
        editionIds: terms.map(({ editionId }) => editionId),
        once: onceOf(params._once, JSON.stringify(read.registration)),
      }),
    )
    switch (outcome.kind) {
      case 'sent':
        return redirect('/rejestracja/wyslane')
      case 'wrong':
        return again(context, terms, way, undefined, [wrongAnswer(way)])
      case 'used':
        return again(context, terms, way, undefined, [{ field: answerField(way), message: text.codeUsed }])
      case 'tooMany': {
        const { waitSeconds } = outcome
        return again(context, terms, way, challenge, [{ message: tooManySentence(waitSeconds) }], waitSeconds)
      }
    }
  },
})

/** The form with everything that was typed; with a fresh code unless the one before was not looked at. */
async function again(
  context: Context<Form>,
  terms: readonly PublicTerms[],
  way: Way,
  challenge: Challenge | undefined,
  errors: readonly Mistake[],
  waitSeconds?: number,
): Promise<Reply> {
  const { params, auth, now } = context
  const draft = Object.fromEntries(
    Object.keys(emptyDraft).map((name) => [name, shownAgain(params[name as keyof Draft])]),
  ) as unknown as Draft
  const current = challenge ?? newChallenge(now, await auth(isUnderPressure))
  return formPage(
    {
      once: params._once,
      draft,
      terms,
      accepted: params.regulamin !== '' && params.wydania === editionsOf(terms),
      challenge: current,
      way,
      code: challenge ? shownAgain(params.kod).slice(0, 20) : '',
      answer: challenge ? shownAgain(params.odpowiedz).slice(0, 60) : '',
      errors,
    },
    waitSeconds === undefined ? 422 : 429,
    waitSeconds,
  )
}

const editionsOf = (terms: readonly PublicTerms[]): string => terms.map(({ editionId }) => editionId).join(' ')

function termsMistakes({ regulamin, wydania }: Form, terms: readonly PublicTerms[]): Mistake[] {
  if (terms.length === 0) return []
  if (wydania !== '' && wydania !== editionsOf(terms)) return [{ field: 'regulamin', message: text.termsChanged }]
  return regulamin === '' || wydania === '' ? [{ field: 'regulamin', message: text.termsMissing }] : []
}

function answerMissing({ kod, odpowiedz }: Form, way: Way): Mistake[] {
  if (kod.trim() !== '' || odpowiedz.trim() !== '') return []
  return [{ field: answerField(way), message: way === 'pytanie' ? text.answerMissing : text.codeMissing }]
}

const answerField = (way: Way): string => (way === 'pytanie' ? 'odpowiedz' : 'kod')
const wrongAnswer = (way: Way): Mistake => ({
  field: answerField(way),
  message: way === 'pytanie' ? text.answerWrong : text.codeWrong,
})

const codeParams = z.object({ kod: id })
const asked = ({ params, now }: Context<{ kod: string }>): Challenge => {
  const challenge = challengeOf(params.kod, now)
  if (!challenge) throw new NotFound('no such code')
  return challenge
}

const picture = route({
  path: '/rejestracja/kod/:kod/obrazek',
  area: 'public',
  title: 'Rejestracja: kod jako obrazek',
  params: codeParams,
  objects: { kod: 'challenge' },
  queries: 0,
  handle: async (context) => {
    const challenge = asked(context)
    return file('image/svg+xml; charset=utf-8', codePicture(codeOf(challenge), challenge.harder))
  },
})

const sound = route({
  path: '/rejestracja/kod/:kod/nagranie',
  area: 'public',
  title: 'Rejestracja: kod jako nagranie',
  params: codeParams,
  objects: { kod: 'challenge' },
  queries: 0,
  handle: async (context) => {
    const challenge = asked(context)
    const wav = codeSound(codeOf(challenge), soundDraw(challenge))
    const range = byteRange(context.range, wav.length)
    const headers = { 'accept-ranges': 'bytes' }
    if (range === 'unsatisfiable')
      return file('audio/wav', '', { status: 416, headers: { ...headers, 'content-range': `bytes */${wav.length}` } })
    if (range === 'whole') return file('audio/wav', wav, { headers })
    return file('audio/wav', wav.subarray(range.from, range.to + 1), {
      status: 206,
      headers: { ...headers, 'content-range': `bytes ${range.from}-${range.to}/${wav.length}` },
    })
  },
})

const thanks = route({
  path: '/rejestracja/wyslane',
  area: 'public',
  title: 'Rejestracja: zgłoszenie wysłane, co dalej',
  params: nothing,
  queries: 1,
  handle: async ({ auth }) => page({ title: sentText.title, body: SentView({ office: await auth(office) }) }),
})

const paper = route({
  path: '/rejestracja/wniosek',
  area: 'public',
  title: 'Rejestracja: wniosek do wydruku',
  params: nothing,
  queries: 1,
  handle: async ({ auth }) => page({ title: paperText.title, body: PaperView({ office: await auth(office) }) }),
})

export const registrationRoutes: readonly Route[] = [emptyForm, sentForm, thanks, paper, picture, sound]
