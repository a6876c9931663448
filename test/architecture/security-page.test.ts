import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { publishedFileBytesLimit } from '#features/documents/publish.ts'
import { recoveryLength } from '#features/login/factors/code.model.ts'
import { longestPassword, shortestPassword } from '#features/login/passwords/policy.model.ts'
import { proofMs } from '#features/login/prove.ts'
import { codeAlphabet, codeDaysValid, codeLength } from '#features/login/starting-code.model.ts'
import {
  browserRule,
  factorRule,
  knownBrowsersLimit,
  linkRule,
  linkSourceRule,
  sourceRule,
  strangersRule,
} from '#features/login/throttle.model.ts'
import { limits as messageLimits } from '#features/messages/messages.model.ts'
import { fileLimits as statementLimits } from '#features/office-payments/office-payments.model.ts'
import { limits as profileLimits } from '#features/profile/profile.model.ts'
import { receiveLimits } from '#import/receive/source.ts'
import { uploadLimits } from '#import/receive/upload.ts'
import { sourceFiles } from './imports.ts'

const page = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8')
const words = page.replaceAll(/\s+/g, ' ')
const mebi = 1024 ** 2
const gibi = 1024 ** 3
const bits = (length: number): number => Math.floor(length * Math.log2(codeAlphabet.length))
const grouped = (value: number): string => value.toLocaleString('en-US')

test('the numbers of the page are those of the program', () => {
  const waits = strangersRule.delaysMinutes.join(', ').replace(/, (\d+)$/, ' and $1')
  const guesses = strangersRule.dailyLimit + knownBrowsersLimit * browserRule.dailyLimit
  const sentences = [
    `${strangersRule.freeTries} free tries, then waits of ${waits} minutes`,
    `at most ${guesses} times a day: ${strangersRule.dailyLimit} times by strangers and ${browserRule.dailyLimit} times on each of its ${knownBrowsersLimit} known browsers`,
    `A second factor: ${factorRule.dailyLimit} tries a day by strangers`,
    `slowed after ${sourceRule.freeTries} failures`,
    `have ${shortestPassword}–${longestPassword} characters`,
    `the password given in the last ${proofMs / 60_000} minutes`,
    `${bits(codeLength)} bits, single use, ${codeDaysValid} days for staff`,
    `| spare code | ${bits(recoveryLength)} bits, single use`,
    `${messageLimits.messagesPerHour} an hour, ${grouped(messageLimits.textCharacters)} characters`,
    `${profileLimits.requestsPerDay} a day`,
    `${linkRule.dailyLimit} a day for a login, ${linkSourceRule.dailyLimit} for a source`,
    `${uploadLimits.bytes / gibi} GiB each, ${uploadLimits.waiting} waiting, ${uploadLimits.atOnce} received at once`,
    `plain text | ${messageLimits.bytesPerFile / mebi} MB | ${messageLimits.files} |`,
    `documents of the cooperative | PDF | ${publishedFileBytesLimit / mebi} MB |`,
    `camt.053 | ${statementLimits.megabytes} MB | ${statementLimits.files} |`,
    `${receiveLimits.bytes / gibi} GiB unpacked, at most ${receiveLimits.ratio} times the archive | ${grouped(receiveLimits.files)} |`,
  ]
  assert.deepEqual(
    sentences.filter((sentence) => !words.includes(sentence)),
    [],
  )
})

test('every key of the installation is on the page', () => {
  const asked = sourceFiles().flatMap((path) => {
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
    return [...text.matchAll(/secrets\.get\('(\w+)'\)/g)].map(([, name]) => name!)
  })
  const names = new Set([...asked, 'database-superuser', 'database-'])
  assert.ok(names.size >= 6, [...names].join())
  const keys = page.slice(page.indexOf('## Keys'), page.indexOf('## Connections'))
  assert.deepEqual(
    [...names].filter((name) => !keys.includes(`\`${name}\``)),
    [],
  )
})
