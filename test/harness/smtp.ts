import { createServer, type Server, type Socket } from 'node:net'
import { after } from 'node:test'
import { SMTPServer } from 'smtp-server'

/**
 * How the server answers the next mails: takes them; says 451 or 550 to the recipient or after the text; says nothing after the text;
 * takes the text and drops the line without a word.
 */
export type SmtpMood = 'normal' | 'later' | 'refuse' | 'laterAfterText' | 'silent' | 'drop'

export interface ReceivedText {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

export interface TestSmtp {
  readonly port: number
  readonly url: string
  /** Everything whose text came whole, whatever was answered. */
  readonly received: ReceivedText[]
  mood: SmtpMood
  /** Runs when a recipient was named, or when a text came whole, before anything is answered. */
  onRecipient: () => void | Promise<void>
  onText: () => void | Promise<void>
  stop(): Promise<void>
}

interface Line {
  readonly _socket: Socket
}

export interface SmtpOptions {
  /** A certificate turns STARTTLS on. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** A real SMTP server on a free loopback port. */
export async function startSmtp({ tls }: SmtpOptions = {}): Promise<TestSmtp> {
  const refusal = (code: number) => Object.assign(new Error('as the test wants it'), { responseCode: code })
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    ...(tls ?? {}),
    logger: false,
    async onRcptTo(_address, _session, callback) {
      await smtp.onRecipient()
      if (smtp.mood === 'later') callback(refusal(451))
      else if (smtp.mood === 'refuse') callback(refusal(550))
      else callback()
    },
    async onData(stream, session, callback) {
      const pieces: Buffer[] = []
      try {
        for await (const piece of stream) pieces.push(piece)
      } catch {
        // The line broke before the text was whole: it was not received.
        return
      }
      const { mailFrom, rcptTo } = session.envelope
      smtp.received.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map(({ address }) => address),
        raw: Buffer.concat(pieces).toString('latin1'),
      })
      await smtp.onText()
      if (smtp.mood === 'drop') for (const line of server.connections as unknown as Set<Line>) line._socket.destroy()
      else if (smtp.mood === 'laterAfterText') callback(refusal(451))
      else if (smtp.mood !== 'silent') callback()
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as { port: number }
  const smtp: TestSmtp = {
    port,
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    mood: 'normal',
    onRecipient: () => {},
    onText: () => {},
    stop: () =>
      new Promise((resolve) => {
        for (const line of server.connections as unknown as Set<Line>) line._socket.destroy()
        server.close(() => resolve())
      }),
  }
  after(() => smtp.stop())
  return smtp
}

/** A port where somebody listens and never says a word. */
export async function startSilence(): Promise<number> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as { port: number }).port
}

/** A port where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
