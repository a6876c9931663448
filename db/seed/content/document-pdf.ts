import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import PdfDocument from 'pdfkit'

/** Lato has the Polish letters that the fonts built into PDF readers lack. */
const fonts = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/lato/package.json'))
const regular = join(fonts, '400Regular', 'Lato_400Regular.ttf')
const bold = join(fonts, '700Bold', 'Lato_700Bold.ttf')

export interface PdfText {
  readonly cooperative: string
  readonly title: string
  /** "z dnia 20 czerwca 2026" */
  readonly subtitle: string
  readonly paragraphs: readonly string[]
  readonly signature: string
  /** The document's own day, so that the same text is the same file whenever it is made. */
  readonly madeAt: Date
}

/** An A4 document with headings and paragraphs a screen reader knows as such. */
export function documentPdf(text: PdfText): Promise<Buffer> {
  const pdf = new PdfDocument({
    size: 'A4',
    margins: { top: 70, bottom: 70, left: 70, right: 70 },
    pdfVersion: '1.7',
    tagged: true,
    lang: 'pl-PL',
    displayTitle: true,
    info: { Title: text.title, Author: text.cooperative, CreationDate: text.madeAt, ModDate: text.madeAt },
  })
  const chunks: Buffer[] = []
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<Buffer>((resolve, reject) => {
    pdf.on('end', () => resolve(Buffer.concat(chunks)))
    pdf.on('error', reject)
  })
  const root = pdf.struct('Document')
  pdf.addStructure(root)
  const put = (tag: string, draw: () => void): void => {
    root.add(pdf.struct(tag, {}, draw))
  }
  put('P', () => pdf.font(regular).fontSize(10).text(text.cooperative))
  put('H1', () => pdf.moveDown(2).font(bold).fontSize(16).text(text.title))
  put('P', () => pdf.moveDown(0.3).font(regular).fontSize(11).text(text.subtitle))
  pdf.moveDown(1)
  for (const [index, paragraph] of text.paragraphs.entries()) {
    put('P', () =>
      pdf
        .moveDown(0.7)
        .font(regular)
        .fontSize(11)
        .text(`§ ${index + 1}. ${paragraph}`, { lineGap: 3 }),
    )
  }
  put('P', () => pdf.moveDown(2.5).font(regular).fontSize(11).text(text.signature, { align: 'right' }))
  root.end()
  pdf.end()
  return ended
}
