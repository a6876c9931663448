import type { ContentKind } from './sniff.ts'

/**
 * A picture without what its maker wrote around it: place, time, camera, owner's name, comments, a second picture. What the picture
 * itself needs stays, and the way up, without which a phone's photo lies on its side. Other kinds come back as they are.
 * @returns nothing when the picture is broken.
 */
export function withoutMetadata(kind: ContentKind, content: Buffer): Buffer | undefined {
  try {
    if (kind === 'jpeg') return cleanJpeg(content)
    if (kind === 'png') return cleanPng(content)
  } catch {
    return undefined
  }
  return content
}

const pngStartBytes = 8
const pngKept = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'sBIT',
  'bKGD',
  'pHYs',
])

function cleanPng(content: Buffer): Buffer | undefined {
  const kept = [content.subarray(0, pngStartBytes)]
  for (let at = pngStartBytes; at < content.length; ) {
    const end = at + 12 + content.readUInt32BE(at)
    if (end > content.length) return undefined
    const type = content.toString('latin1', at + 4, at + 8)
    if (pngKept.has(type)) kept.push(content.subarray(at, end))
    if (type === 'IEND') return Buffer.concat(kept)
    at = end
  }
  return undefined
}

const startOfScan = 0xda
const endOfImage = 0xd9
const exifStart = Buffer.from('Exif\0\0', 'latin1')
const iccStart = Buffer.from('ICC_PROFILE\0', 'latin1')

function cleanJpeg(content: Buffer): Buffer | undefined {
  const kept = [content.subarray(0, 2)]
  let turned = false
  for (let at = 2; at + 4 <= content.length; ) {
    if (content[at] !== 0xff) return undefined
    const marker = content[at + 1]!
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === endOfImage) break
    const end = at + 2 + content.readUInt16BE(at + 2)
    if (end > content.length) return undefined
    const segment = content.subarray(at, end)
    if (isNeeded(marker, segment)) kept.push(segment)
    const orientation = marker === 0xe1 && !turned ? orientationOf(segment.subarray(4)) : 1
    if (orientation > 1) {
      turned = true
      kept.push(orientationSegment(orientation))
    }
    if (marker === startOfScan) {
      const scanEnd = endOfScan(content, end)
      kept.push(content.subarray(end, scanEnd))
      at = scanEnd
    } else at = end
    if (content[at] === 0xff && content[at + 1] === endOfImage) {
      kept.push(content.subarray(at, at + 2))
      return Buffer.concat(kept)
    }
  }
  return undefined
}

/** JFIF, the colour profile and Adobe's colour transform are how the picture looks; every other application segment and comment goes. */
function isNeeded(marker: number, segment: Buffer): boolean {
  if (marker === 0xfe) return false
  if (marker < 0xe0 || marker > 0xef) return true
  if (marker === 0xe2) return segment.subarray(4, 4 + iccStart.length).equals(iccStart)
  return marker === 0xe0 || marker === 0xee
}

/** Where the coded picture ends: at the next marker that is neither a stuffed byte nor a restart. */
function endOfScan(content: Buffer, from: number): number {
  for (let at = from; at + 1 < content.length; at += 1) {
    if (content[at] !== 0xff) continue
    const next = content[at + 1]!
    if (next !== 0x00 && (next < 0xd0 || next > 0xd7)) return at
  }
  return content.length
}

/** Which way up, from an Exif segment: 1 (as it lies) to 8. */
function orientationOf(exif: Buffer): number {
  if (!exif.subarray(0, 6).equals(exifStart)) return 1
  const tiff = exif.subarray(6)
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  if (directory + 2 > tiff.length) return 1
  const entries = short(directory)
  for (let index = 0; index < entries; index += 1) {
    const at = directory + 2 + index * 12
    if (at + 12 > tiff.length) return 1
    if (short(at) === 0x0112) return Math.min(8, Math.max(1, short(at + 8)))
  }
  return 1
}

/** An Exif segment that says the way up and nothing else. */
function orientationSegment(orientation: number): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write('MM', 0, 'latin1')
  tiff.writeUInt16BE(42, 2)
  tiff.writeUInt32BE(8, 4)
  tiff.writeUInt16BE(1, 8)
  tiff.writeUInt16BE(0x0112, 10)
  tiff.writeUInt16BE(3, 12)
  tiff.writeUInt32BE(1, 14)
  tiff.writeUInt16BE(orientation, 18)
  const head = Buffer.from([0xff, 0xe1, 0, 2 + exifStart.length + tiff.length])
  return Buffer.concat([head, exifStart, tiff])
}
