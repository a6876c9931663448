import { readFileSync } from 'node:fs'

/** 11,025 samples a second, one byte each: what every browser plays, and clear enough for speech. */
const samplesPerSecond = 11_025
const headerBytes = 44

/** The digits as they are spoken; how they were made stands in the README of the slice. */
const spoken: readonly Buffer[] = Array.from({ length: 10 }, (_, digit) => {
  const wav = readFileSync(new URL(`digits/${digit}.wav`, import.meta.url))
  return wav.subarray(headerBytes)
})

/**
 * The code as one WAV file: digits with pauses between them, loudness and a faint rustle drawn by `draw`, so that a file of one code does
 * not equal a file of another. Drawn from the code itself and not by chance: a browser asks for a sound in pieces, which must fit together.
 */
export function codeSound(digits: string, draw: (below: number) => number): Buffer {
  const pieces: Buffer[] = [silence(draw, 350)]
  for (const digit of digits) {
    const loudness = 70 + draw(31)
    const sample = spoken[Number(digit)]!
    const rustle = rustling(draw)
    pieces.push(
      Buffer.from(sample.map((value) => clipped(128 + ((value - 128) * loudness) / 100 + rustle()))),
      silence(draw, 450 + draw(500)),
    )
  }
  const samples = Buffer.concat(pieces)
  return Buffer.concat([header(samples.length), samples])
}

const clipped = (value: number): number => Math.max(0, Math.min(255, Math.round(value)))

/** Cheap and even noise: what matters is that it differs, not that it cannot be guessed. */
function rustling(draw: (below: number) => number): () => number {
  let state = 1 + draw(0x7ffffffe)
  return () => {
    state = (state * 48_271) % 0x7fffffff
    return (state % 5) - 2
  }
}

function silence(draw: (below: number) => number, milliseconds: number): Buffer {
  const rustle = rustling(draw)
  const samples = Buffer.alloc(Math.round((milliseconds * samplesPerSecond) / 1000))
  return Buffer.from(samples.map(() => 128 + rustle()))
}

function header(sampleBytes: number): Buffer {
  const bytes = Buffer.alloc(headerBytes)
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(36 + sampleBytes, 4)
  bytes.write('WAVEfmt ', 8, 'latin1')
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(samplesPerSecond, 24)
  bytes.writeUInt32LE(samplesPerSecond, 28)
  bytes.writeUInt16LE(1, 32)
  bytes.writeUInt16LE(8, 34)
  bytes.write('data', 36, 'latin1')
  bytes.writeUInt32LE(sampleBytes, 40)
  return bytes
}
