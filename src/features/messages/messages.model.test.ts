import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Evidence, judge } from './incoming.model.ts'
import { limits, mistakesIn, nameOfKind, noPremises, plainText, premisesOf, threadState } from './messages.model.ts'
import { beginningOf, fileSize, tooManyMessages } from './messages.text.ts'
import { replyLine, withoutQuote } from './quote.model.ts'

describe('what the resident is told of a thread', () => {
  test('the mail decides until the office does something', () => {
    const state = (
      officeState: 'new' | 'inProgress' | 'answered' | 'closed',
      mailState: Parameters<typeof threadState>[0]['mailState'],
      startedBy: 'resident' | 'office' = 'resident',
    ) => threadState({ officeState, mailState, startedBy })
    assert.equal(state('new', null), 'sent')
    assert.equal(state('new', 'waiting'), 'sent')
    assert.equal(state('new', 'sending'), 'sent')
    assert.equal(state('new', 'sent'), 'delivered')
    assert.equal(state('new', 'failed'), 'mailFailed')
    assert.equal(state('new', 'unknown'), 'mailUncertain')
    assert.equal(state('inProgress', 'failed'), 'inProgress')
    assert.equal(state('answered', 'unknown'), 'answered')
    assert.equal(state('closed', 'failed'), 'closed')
    assert.equal(state('answered', null, 'office'), 'fromOffice')
    assert.equal(state('inProgress', null, 'office'), 'inProgress')
  })
})

describe('a form', () => {
  const topics = [{ id: 'other', name: 'Inna sprawa' }]
  const one = [{ id: 'L1', label: 'Lipowa 1/1' }]
  const two = [...one, { id: 'L2', label: 'Lipowa 1/2' }]
  const wrong = (draft: Parameters<typeof mistakesIn>[0], premises = one) =>
    mistakesIn(draft, topics, premises).map(({ what }) => what)

  test('names everything that is missing, in the order of the form', () => {
    assert.deepEqual(wrong({ tresc: '' }, two), ['topicMissing', 'premisesMissing', 'textMissing'])
    assert.deepEqual(wrong({ tresc: 'a', temat: 'other' }), [])
    assert.deepEqual(wrong({ tresc: 'a', temat: 'cudzy' }), ['topicMissing'])
  })

  test('several premises: one is chosen, or none on purpose; a foreign one is no choice', () => {
    assert.deepEqual(wrong({ tresc: 'a', temat: 'other', lokal: noPremises }, two), [])
    assert.deepEqual(wrong({ tresc: 'a', temat: 'other', lokal: 'L9' }, two), ['premisesMissing'])
    assert.equal(premisesOf({ tresc: '', lokal: 'L2' }, two)?.id, 'L2')
    assert.equal(premisesOf({ tresc: '', lokal: noPremises }, two), undefined)
    assert.equal(premisesOf({ tresc: '' }, one)?.id, 'L1')
  })

  test('the length counts characters as people do, not bytes or two-character line ends', () => {
    const full = '🏠\n'.repeat(limits.textCharacters / 2 - 1)
    assert.deepEqual(wrong({ tresc: plainText(full.replaceAll('\n', '\r\n')), temat: 'other' }), [])
    assert.deepEqual(wrong({ tresc: 'a'.repeat(limits.textCharacters + 1), temat: 'other' }), ['textTooLong'])
  })

  test('characters nobody typed on purpose go', () => {
    assert.equal(plainText('  a\u0000b\ud800c\r\nd\u0007 '), 'ab\ufffdc\nd')
  })
})

describe('a mail that came', () => {
  const lead = { threadId: 't', loginId: 'l' }
  const good: Evidence = {
    lead,
    ours: false,
    automatic: false,
    report: undefined,
    senderListed: true,
    authenticated: undefined,
  }
  const cases: [string, Partial<Evidence>, ReturnType<typeof judge>][] = [
    ['the office, with a token', {}, 'answer'],
    ['the office, proved', { authenticated: true }, 'answer'],
    ['says it is the office, and the trusted server does not confirm it', { authenticated: false }, 'notAuthenticated'],
    ['a stranger who has the token', { senderListed: false }, 'foreignSender'],
    ['a stranger, proved to be that stranger', { senderListed: false, authenticated: true }, 'foreignSender'],
    ['an absence note of the office', { automatic: true }, 'automatic'],
    ['an absence note of a stranger', { automatic: true, senderListed: false }, 'automatic'],
    ['our own mail, come to the same mailbox', { ours: true }, 'own'],
    ['our own mail, come back from a stranger', { ours: true, senderListed: false }, 'own'],
    ['given up by a server', { automatic: true, report: { failed: true, aboutOurs: true } }, 'bounce'],
    ['late, not given up', { automatic: true, report: { failed: false, aboutOurs: true } }, 'automatic'],
    [
      'a report about somebody else’s mail',
      { lead: undefined, automatic: true, report: { failed: true, aboutOurs: false } },
      'other',
    ],
    ['ordinary mail of the office', { lead: undefined }, 'other'],
  ]
  for (const [what, change, verdict] of cases)
    test(`${what}: ${verdict}`, () => assert.equal(judge({ ...good, ...change }), verdict))
})

describe('an answer without what it quotes', () => {
  const quoted = `> ${replyLine}\n> Temat: Liczniki\n> Od: Jan`
  const cases: [string, string, string][] = [
    ['nothing quoted', 'Dzień dobry.\n\nJutro.', 'Dzień dobry.\n\nJutro.'],
    ['Thunderbird', `Jutro.\n\nW dniu 23.11.2026 o 08:14, Jan (e-BOK) pisze:\n${quoted}`, 'Jutro.'],
    [
      'Gmail, broken over two lines',
      `Jutro.\n\npon., 23 lis 2026 o 08:14 Jan (e-BOK) <ebok@sm.example>\nnapisał(a):\n\n${quoted}`,
      'Jutro.',
    ],
    ['English', `Jutro.\n\nOn Mon, Nov 23, 2026 at 8:14 Jan wrote:\n${quoted}`, 'Jutro.'],
    [
      'Outlook, without marks',
      `Jutro.\n\nAnna, biuro\n\n________________________________\nOd: Jan (e-BOK) <ebok@sm.example>\nWysłano: 23 listopada 2026\nDo: biuro\nTemat: e-BOK\n\n${replyLine}\nTemat: Liczniki`,
      'Jutro.\n\nAnna, biuro',
    ],
    ['Outlook, old', 'Jutro.\n\n-----Wiadomość oryginalna-----\nOd: Jan\nTreść', 'Jutro.'],
    ['only the marks', `Jutro.\n\n${quoted}`, 'Jutro.'],
    ['only our line', `Jutro.\n${replyLine}\n\nTemat: Liczniki`, 'Jutro.'],
    ['a list of names that looks a little like a head', 'Od: godz. 8\nproszę dzwonić', 'Od: godz. 8\nproszę dzwonić'],
  ]
  for (const [what, mail, own] of cases) test(what, () => assert.equal(withoutQuote(mail), own))

  test('an answer below or between the quoted lines stays whole', () => {
    const below = `W dniu 23.11.2026 Jan pisze:\n${quoted}\n\nJutro.`
    const between = `Dzień dobry,\nW dniu 23.11.2026 Jan pisze:\n> Kiedy?\nJutro.\n> Gdzie?\nW biurze.`
    assert.equal(withoutQuote(below), below)
    assert.equal(withoutQuote(between), between)
  })

  test('a mail of nothing but a quote stays whole, so that nobody sees an empty answer', () => {
    assert.equal(withoutQuote(quoted), quoted)
  })

  test('a text made to be slow is not', () => {
    const started = performance.now()
    withoutQuote('W dniu '.repeat(20_000))
    withoutQuote('Od: x\n'.repeat(30_000))
    withoutQuote('>\n'.repeat(90_000))
    assert.ok(performance.now() - started < 1_500)
  })
})

test('a file is called what it is', () => {
  assert.equal(nameOfKind('Umowa.PDF', 'pdf'), 'Umowa.PDF')
  assert.equal(nameOfKind('image', 'jpeg'), 'image.jpg')
  assert.equal(nameOfKind('Aneks nr 2.', 'pdf'), 'Aneks nr 2.pdf')
  for (const name of ['kasuj.bat', 'x.html', 'umowa.pdf', 'x.txt.js'])
    assert.equal(nameOfKind(name, 'text'), undefined, name)
})

test('words around numbers', () => {
  assert.equal(beginningOf('Dzień\n\ndobry'), 'Dzień dobry')
  assert.equal(beginningOf(`${'słowo '.repeat(13)}ostatnie`), `${'słowo '.repeat(12)}słowo…`)
  assert.ok(beginningOf('x'.repeat(200)).length <= 81)
  assert.equal(fileSize(512), '512\u00a0B')
  assert.equal(fileSize(1536), '1,5\u00a0kB')
  assert.equal(fileSize(10 * 1024 * 1024), '10\u00a0MB')
  assert.match(tooManyMessages(61), /za 2\u00a0minuty\./)
})
