/** What stands on a hand-over sheet. The code is in no other place: neither stored nor logged. */
export interface Sheet {
  readonly personName: string
  readonly premisesLabel: string
  readonly login: string
  /** Grouped for reading. */
  readonly code: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
  readonly issuedAt: number
}

/** What is the same on every sheet of a file. */
export interface SheetFrame {
  readonly cooperative: { readonly name: string; readonly phone: string; readonly officeHours: string }
  /** As people type it. */
  readonly address: string
  readonly shortestPassword: number
  readonly issuedBy: string
}

/** `https://ebok.example.pl` as it is typed: without the scheme where a browser adds it by itself. */
export const typedAddress = (baseUrl: string): string => baseUrl.replace(/^https:\/\//, '')

interface Run {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** The dark modules of a QR code, neighbours of a row joined: fewer rectangles, no hairlines between them. */
export function darkRuns(modules: readonly (readonly boolean[])[]): Run[] {
  return modules.flatMap((row, y) => {
    const runs: Run[] = []
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      let width = 1
      while (row[x + width]) width += 1
      runs.push({ x, y, width })
      x += width
    }
    return runs
  })
}
