import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brokenIn, brokenRules, staleExceptions } from './never.ts'

test('the program never does what it must not', () => {
  assert.deepEqual(brokenRules(), [])
  assert.deepEqual(staleExceptions(), [])
})

test('the check can fail: each planted line is found', () => {
  const server = 'src/platform/log.ts'
  const script = 'src/ui/browser/copy.ts'
  const planted = [
    [server, 'eval(text)', 'no text becomes a program'],
    [server, 'new Function(text)', 'no text becomes a program'],
    [server, 'execSync(command)', 'no shell reads a command'],
    [server, 'exec(command)', 'no shell reads a command'],
    [server, 'spawn(name, { shell: true })', 'no shell reads a command'],
    [server, 'new RegExp(typed)', 'no text becomes a regular expression'],
    [server, 'Math.random()', 'chance is of node:crypto'],
    [server, "createHash('md5')", 'no broken hash'],
    [server, "createHmac('sha1', key)", 'no broken hash'],
    [server, "createCipheriv('aes-256-cbc', key, iv)", 'no other cipher than AES-256-GCM'],
    [server, 'tls: { rejectUnauthorized: false }', 'no certificate goes unseen'],
    [server, 'await fetch(address)', 'the server asks no other server for a page'],
    [server, "import { request } from 'node:https'", 'the server asks no other server for a page'],
    [script, 'part.innerHTML = text', 'the browser makes no markup of text'],
    [script, 'part.insertAdjacentHTML(text)', 'the browser makes no markup of text'],
    [script, 'localStorage.setItem(name, text)', 'the browser stores nothing'],
    [script, "field.addEventListener('paste', refuse)", 'whatever is pasted is taken'],
    [script, "window.postMessage('x', '*')", 'no window listens to another site'],
  ] as const
  for (const [path, text, rule] of planted)
    assert.ok(
      brokenIn(path, text).some((one) => one.rule === rule),
      `${text} should break "${rule}"`,
    )
  for (const harmless of ['/x/.exec(text)', "createHash('sha256')", 'shelled: 1'])
    assert.deepEqual(brokenIn(server, harmless), [])
})
