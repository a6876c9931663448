import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Stands in a data directory from the first moment of a restore to its end. */
export const restoringFile = (dataDir: string): string => join(dataDir, 'restoring.json')

/** @throws Error when the data directory holds what an interrupted restore left: an empty portal that looks like a new one. */
export function assertNotRestoring(dataDir: string): void {
  if (existsSync(restoringFile(dataDir)))
    throw new Error(
      `W ${dataDir} trwa przywracanie kopii albo zostało przerwane. Poczekaj, aż się skończy, albo uruchom jeszcze raz: ebok restore PLIK`,
    )
}
