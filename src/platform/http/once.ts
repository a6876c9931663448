import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'

/** The key of a form. A missing or foreign one is only no protection against sending twice. */
export const onceField = z.uuid().catch(() => randomUUID())

/** What makes two sent forms the same one: the key and everything typed. A text changed after "Back" is another one. */
export function onceOf(key: string, ...typed: readonly string[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([key, ...typed]))
    .digest()
}
