/** Where a command writes; tests listen here. */
export interface Io {
  out(text: string): void
  err(text: string): void
}

export const terminal: Io = {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
}
