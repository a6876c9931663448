/** Clients that hold a connection and give little, and clients that speak no HTTP. */
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'

/** What a slow client says first, and what it adds each time. */
export interface Manner {
  readonly name: string
  readonly opening: (host: string) => string
  readonly drip: () => string
}

export const slowHeaders: Manner = {
  name: 'headers',
  opening: (host) => `GET /zaloguj HTTP/1.1\r\nHost: ${host}\r\nX-Powolny: `,
  drip: () => 'a',
}

/** A body within every limit, of which a byte comes now and then. */
export const slowBody: Manner = {
  name: 'bodies',
  opening: (host) =>
    `POST /zaloguj HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4096\r\n\r\nlogin=`,
  drip: () => 'a',
}

/** Connected and silent, as a browser that keeps a line for later. */
export const silent: Manner = { name: 'silent', opening: () => '', drip: () => '' }

/** A crowd of slow clients, and what became of their connections. */
export class Crowd {
  readonly #port: number
  readonly #tlsName: string | undefined
  readonly #sockets = new Set<Socket>()
  readonly #stop = new AbortController()
  /** Milliseconds each connection lived that the portal ended. */
  readonly lived: number[] = []
  refused = 0
  opened = 0

  /** @param tlsName speaks TLS and asks for this name; plainly without. */
  constructor(port: number, tlsName?: string) {
    this.#port = port
    this.#tlsName = tlsName
  }

  get open(): number {
    return this.#sockets.size
  }

  /** Opens `count` connections, some at a time, each of which adds a little every `everyMs`. */
  async come(count: number, manner: Manner, everyMs: number, perSecond = 500): Promise<void> {
    for (let done = 0; done < count && !this.#stop.signal.aborted; done += 1) {
      this.#connect(manner, everyMs)
      if (done % Math.ceil(perSecond / 20) === 0) await sleep(50)
    }
  }

  #connect(manner: Manner, everyMs: number): void {
    const started = performance.now()
    const servername = this.#tlsName
    const socket =
      servername === undefined
        ? connect(this.#port, '127.0.0.1')
        : connectTls({ host: '127.0.0.1', port: this.#port, servername, rejectUnauthorized: false })
    let drip: NodeJS.Timeout | undefined
    let isOpen = false
    socket.on(servername === undefined ? 'connect' : 'secureConnect', () => {
      isOpen = true
      this.opened += 1
      this.#sockets.add(socket)
      const first = manner.opening(servername ?? `127.0.0.1:${this.#port}`)
      if (first !== '') socket.write(first)
      drip = setInterval(() => {
        const more = manner.drip()
        if (more !== '' && socket.writable) socket.write(more)
      }, everyMs)
    })
    // What the portal says before it hangs up is read, as an honest system would.
    socket.resume()
    socket.on('error', () => {})
    socket.on('end', () => socket.destroy())
    socket.on('close', () => {
      clearInterval(drip)
      this.#sockets.delete(socket)
      if (!isOpen) this.refused += 1
      else if (!this.#stop.signal.aborted) this.lived.push(performance.now() - started)
    })
  }

  /** Until all are gone or `patienceMs` are over. @returns how many are still there. */
  async untilGone(patienceMs: number): Promise<number> {
    const until = performance.now() + patienceMs
    while (this.open > 0 && performance.now() < until) await sleep(100)
    return this.open
  }

  async leave(): Promise<void> {
    this.#stop.abort()
    for (const socket of this.#sockets) socket.destroy()
    while (this.open > 0) await sleep(10)
  }
}

const post = (rest: string): string =>
  `POST /zaloguj HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/x-www-form-urlencoded\r\n${rest}`

/** Bytes that are no request, or one that can be read in two ways. `HOST` becomes the portal's name. */
export const malformed: readonly (readonly [what: string, bytes: string | Buffer])[] = [
  ['nothing but line ends', '\r\n'.repeat(10_000)],
  ['random bytes', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 197 + 31) % 256))],
  ['a TLS greeting', Buffer.from('16030100c8010000c40303', 'hex')],
  ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['no version', 'GET /zaloguj\r\n\r\n'],
  ['version 9.9', 'GET /zaloguj HTTP/9.9\r\nHost: HOST\r\n\r\n'],
  ['unknown method', 'WYKRADNIJ /zaloguj HTTP/1.1\r\nHost: HOST\r\n\r\n'],
  ['no host', 'GET /zaloguj HTTP/1.1\r\n\r\n'],
  ['two hosts', 'GET /zaloguj HTTP/1.1\r\nHost: HOST\r\nHost: zly.example\r\n\r\n'],
  ['an address of another server', 'GET http://zly.example/zaloguj HTTP/1.1\r\nHost: zly.example\r\n\r\n'],
  ['CONNECT', 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: HOST\r\n\r\n'],
  ['an address of 100 kB', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: HOST\r\n\r\n`],
  ['a header of 100 kB', `GET /zaloguj HTTP/1.1\r\nHost: HOST\r\nX-Dlugi: ${'a'.repeat(100_000)}\r\n\r\n`],
  [
    '5,000 headers',
    `GET /zaloguj HTTP/1.1\r\nHost: HOST\r\n${Array.from({ length: 5_000 }, (_, i) => `X-${i}: 1\r\n`).join('')}\r\n`,
  ],
  ['NUL in a header', 'GET /zaloguj HTTP/1.1\r\nHost: HOST\r\nX-Zero: a\u0000b\r\n\r\n'],
  ['NUL in the address', 'GET /zalo\u0000guj HTTP/1.1\r\nHost: HOST\r\n\r\n'],
  ['space before the colon', 'GET /zaloguj HTTP/1.1\r\nHost : HOST\r\n\r\n'],
  ['folded header', 'GET /zaloguj HTTP/1.1\r\nHost: HOST\r\nX-A: b\r\n c\r\n\r\n'],
  ['lengths that disagree', post('Content-Length: 1\r\nContent-Length: 2\r\n\r\nab')],
  ['negative length', post('Content-Length: -1\r\n\r\n')],
  ['length beyond numbers', post('Content-Length: 99999999999999999999\r\n\r\nlogin=a')],
  ['length and pieces', post('Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG')],
  ['pieces within pieces', post('Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n')],
  ['a piece of no length', post('Transfer-Encoding: chunked\r\n\r\nzz\r\nlogin=a\r\n0\r\n\r\n')],
  ['body longer than any form', post(`Content-Length: 10000000\r\n\r\n${'a'.repeat(200_000)}`)],
]

/** @returns the status of the answer, or `closed` when the portal hung up without one, or `silent` when it did neither in time. */
export function sendBytes(port: number, bytes: string | Buffer, patienceMs: number): Promise<string> {
  const host = `127.0.0.1:${port}`
  const sent = typeof bytes === 'string' ? bytes.replaceAll('HOST', host) : bytes
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (said: string): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(said)
    }
    const timer = setTimeout(() => end('silent'), patienceMs)
    let answer = ''
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]
      if (status) end(status)
    })
    socket.on('error', () => end('closed'))
    socket.on('close', () => end('closed'))
    socket.write(sent)
  })
}
