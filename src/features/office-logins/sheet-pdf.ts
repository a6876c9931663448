import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { encode } from 'uqr'
import { groupedLogin } from '#features/login/public.ts'
import { formatDate, formatDateTime, todayInWarsaw } from '#kernel/dates.ts'
import { darkRuns, type Sheet, type SheetFrame, typedAddress } from './sheet.model.ts'
import { sheetText as text } from './sheet.text.ts'

/** Lato has the Polish letters that the fonts built into PDF readers lack; a file carries only the letters it uses. */
const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/lato/package.json'))
const regular = join(fonts, '400Regular', 'Lato_400Regular.ttf')
const bold = join(fonts, '700Bold', 'Lato_700Bold.ttf')

const left = 56
const width = 595 - 2 * left
const qrSide = 116
const receiptTop = 596
const smallestLetters = 8

/** A page before the sheets of one staircase, so that the pile is easy to divide. */
export interface Separator {
  readonly place: string
  readonly sheets: string
}

export type SheetPage = { readonly sheet: Sheet } | { readonly separator: Separator }

/**
 * A PDF of one page a sheet, made while it is being read: a page is drawn when the one before has left, so five thousand take no more
 * memory than one. One sheet is also tagged for screen readers; a pile for the printer is not, because tags of all pages would have to
 * be kept until the end.
 */
export function sheetsPdf(
  pages: AsyncIterable<SheetPage> | Iterable<SheetPage>,
  frame: SheetFrame,
  tagged: boolean,
): Readable {
  return Readable.from(chunks(pages, frame, tagged), { objectMode: false })
}

async function* chunks(
  pages: AsyncIterable<SheetPage> | Iterable<SheetPage>,
  frame: SheetFrame,
  tagged: boolean,
): AsyncGenerator<Buffer> {
  // Loaded when first needed: only the office prints sheets.
  const { default: PdfDocument } = await import('pdfkit')
  const pdf = new PdfDocument({
    size: 'A4',
    margins: { top: 40, bottom: 30, left, right: left },
    autoFirstPage: false,
    pdfVersion: '1.7',
    tagged,
    lang: 'pl-PL',
    displayTitle: true,
    // Neither the file's properties nor its name say whose it is.
    info: { Title: text.title, Author: frame.cooperative.name },
  })
  let ready: Buffer[] = []
  pdf.on('data', (chunk: Buffer) => ready.push(chunk))
  const taken = (): Buffer[] => {
    const chunks = ready
    ready = []
    return chunks
  }
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('end', resolve)
    pdf.on('error', reject)
  })
  // An error is thrown where it is awaited; until then it must not end the program.
  ended.catch(() => {})
  const drawing = new Drawing(pdf, frame, tagged)
  for await (const page of pages) {
    pdf.addPage()
    if ('sheet' in page) drawing.sheet(page.sheet)
    else drawing.separator(page.separator)
    // What the document has to say is said on the next turn of the loop.
    await new Promise((resolve) => setImmediate(resolve))
    yield* taken()
  }
  drawing.end()
  pdf.end()
  await ended
  yield* taken()
}

class Drawing {
  readonly #pdf: PDFKit.PDFDocument
  readonly #frame: SheetFrame
  readonly #root: PDFKit.PDFStructureElement | undefined
  readonly #qr: ReturnType<typeof darkRuns>
  readonly #qrModules: number

  constructor(pdf: PDFKit.PDFDocument, frame: SheetFrame, tagged: boolean) {
    this.#pdf = pdf
    this.#frame = frame
    const { data, size } = encode(frame.address, { ecc: 'M', border: 0 })
    this.#qr = darkRuns(data)
    this.#qrModules = size
    if (tagged) {
      this.#root = pdf.struct('Document')
      pdf.addStructure(this.#root)
    }
  }

  end(): void {
    this.#root?.end()
  }

  separator({ place, sheets }: Separator): void {
    this.#put('H1', () => this.#text(bold, 26, place, left, 320, { align: 'center' }))
    this.#put('P', () => this.#text(regular, 16, text.separator(sheets), left, this.#pdf.y + 12, { align: 'center' }))
  }

  sheet(sheet: Sheet): void {
    const pdf = this.#pdf
    const { cooperative, address, shortestPassword } = this.#frame
    const typed = typedAddress(address)
    this.#put('P', () => this.#text(bold, 11, cooperative.name, left, 44))
    this.#rule(64)
    this.#put('H1', () => this.#text(bold, 20, text.title, left, 76))
    this.#put('P', () => this.#fitted(bold, 14, sheet.personName, left, 108, width))
    if (sheet.premisesLabel !== '')
      this.#put('P', () => this.#fitted(regular, 12, sheet.premisesLabel, left, 128, width))

    const boxWidth = width - qrSide - 22
    this.#box(left, 156, boxWidth, 148)
    this.#put('P', () => {
      this.#text(regular, 11, text.login, left + 14, 164)
      this.#fitted(bold, 27, groupedLogin(sheet.login), left + 14, 178, boxWidth - 28)
    })
    this.#put('P', () => {
      this.#text(regular, 11, text.code, left + 14, 222)
      this.#fitted(bold, 24, sheet.code, left + 14, 237, boxWidth - 28, { spacing: 1 })
    })
    this.#put('P', () =>
      this.#text(regular, 11, text.validUntil(formatDateTime(sheet.expiresAt)), left + 14, 278, {
        width: boxWidth - 28,
      }),
    )
    this.#put('Figure', () => this.#qrCode(left + width - qrSide, 156), text.qr(address))
    this.#put('P', () => {
      const at = { width: qrSide, align: 'center' as const }
      this.#text(regular, 9, text.portal, left + width - qrSide, 278, at)
      this.#fitted(bold, 10, typed, left + width - qrSide, 291, qrSide, { centred: true })
    })

    this.#put('H2', () => this.#text(bold, 14, text.how, left, 334))
    pdf.y = 356
    for (const [index, step] of text.steps(typed, shortestPassword).entries()) {
      const top = pdf.y
      this.#put('P', () => {
        this.#text(bold, 12.5, `${index + 1}.`, left, top)
        this.#text(regular, 12.5, step, left + 22, top, { width: width - 22, lineGap: 1.5 })
      })
      pdf.y += 5
    }
    const help = `${text.help} ${text.helpContact(cooperative.phone, cooperative.officeHours)}`
    this.#put('P', () => this.#text(bold, 12, help, left, pdf.y + 4, { lineGap: 1 }))
    this.#put('P', () => this.#text(regular, 11, text.secret, left, pdf.y + 3))
    this.#receipt(sheet)
  }

  #receipt(sheet: Sheet): void {
    const pdf = this.#pdf
    this.#artifact(() => {
      pdf.moveTo(24, receiptTop).lineTo(571, receiptTop).lineWidth(0.8).dash(5, { space: 4 }).stroke('#555').undash()
      this.#text(regular, 8, text.cut, left, receiptTop + 5, { align: 'center' })
    })
    this.#put('P', () => this.#text(regular, 10, this.#frame.cooperative.name, left, receiptTop + 24))
    this.#put('H2', () => this.#text(bold, 13, text.receipt, left, receiptTop + 40))
    const rows = [
      [text.person, sheet.personName],
      ...(sheet.premisesLabel === '' ? [] : [[text.premises, sheet.premisesLabel]]),
      [text.login, groupedLogin(sheet.login)],
      [text.issued, formatDate(todayInWarsaw(sheet.issuedAt))],
      [text.issuedBy, this.#frame.issuedBy],
    ] as const
    for (const [index, [term, value]] of rows.entries()) {
      const top = receiptTop + 64 + index * 17
      this.#put('P', () => {
        this.#text(regular, 11, `${term}:`, left, top)
        this.#fitted(bold, 11, value!, left + 84, top, width - 84)
      })
    }
    const line = receiptTop + 196
    for (const [x, length, words] of [
      [left, 268, text.signedBy],
      [left + 298, width - 298, text.clerkSigned],
    ] as const) {
      this.#artifact(() =>
        pdf
          .moveTo(x, line)
          .lineTo(x + length, line)
          .lineWidth(0.7)
          .stroke('#000'),
      )
      this.#put('P', () => this.#text(regular, 9, words, x, line + 4, { width: length, align: 'center' }))
    }
  }

  #qrCode(x: number, y: number): void {
    const module = qrSide / this.#qrModules
    for (const run of this.#qr) this.#pdf.rect(x + run.x * module, y + run.y * module, run.width * module, module)
    this.#pdf.fill('#000')
  }

  #rule(y: number): void {
    this.#artifact(() =>
      this.#pdf
        .moveTo(left, y)
        .lineTo(left + width, y)
        .lineWidth(1)
        .stroke('#000'),
    )
  }

  #box(x: number, y: number, boxWidth: number, height: number): void {
    this.#artifact(() => this.#pdf.roundedRect(x, y, boxWidth, height, 4).lineWidth(1.5).stroke('#000'))
  }

  #text(
    font: string,
    size: number,
    words: string,
    x: number,
    y: number,
    options: PDFKit.Mixins.TextOptions = {},
  ): void {
    this.#pdf
      .font(font)
      .fontSize(size)
      .fillColor('#000')
      .text(words, x, y, { width, ...options })
  }

  /**
   * One line: what is long gets smaller letters. What would become too small to read takes more lines; nothing is ever cut off, because
   * a code or a login without its end is none.
   */
  #fitted(
    font: string,
    size: number,
    words: string,
    x: number,
    y: number,
    room: number,
    { spacing = 0, centred = false }: { spacing?: number; centred?: boolean } = {},
  ): void {
    const pdf = this.#pdf
    const widthAt = (letters: number): number =>
      pdf.font(font).fontSize(letters).widthOfString(words, { characterSpacing: spacing })
    let letters = size
    while (letters > smallestLetters && widthAt(letters) > room) letters -= 0.5
    const wide = widthAt(letters)
    if (wide > room) {
      this.#text(font, smallestLetters, words, x, y, { width: room })
      return
    }
    const start = centred ? x + (room - wide) / 2 : x
    // Without a width nothing is broken at a dash.
    this.#text(font, letters, words, start, y + (size - letters) * 0.7, { characterSpacing: spacing, lineBreak: false })
  }

  #put(tag: string, draw: () => void, alt?: string): void {
    if (this.#root) this.#root.add(this.#pdf.struct(tag, alt === undefined ? {} : { alt }, draw))
    else draw()
  }

  /** What a screen reader passes over: lines and boxes. */
  #artifact(draw: () => void): void {
    if (this.#root) this.#pdf.markContent('Artifact', { type: 'Layout' })
    draw()
    if (this.#root) this.#pdf.endMarkedContent()
  }
}
