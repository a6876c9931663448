import { formatDateTime } from '#kernel/dates.ts'
import type { TokenRow } from './tokens.ts'

export const tokenAddedText = (name: string, { id, token }: { readonly id: string; readonly token: string }): string =>
  [
    `Token „${name}”, numer ${id.slice(0, 8)}:`,
    '',
    `  ${token}`,
    '',
    'Jest pokazywany tylko teraz. Kto go ma, może przysyłać dostawy i nic więcej.',
    'Jak wysłać dostawę jednym poleceniem: docs/contract/README.md',
    '',
  ].join('\n')

export function tokensText(tokens: readonly TokenRow[]): string {
  if (tokens.length === 0) return 'Nie wydano żadnego tokenu. Wydaje: ebok import token add --name "nazwa"\n'
  const lines = tokens.map(({ id, name, createdAt, lastUsedAt, revokedAt }) => {
    const used = lastUsedAt === null ? 'nieużywany' : `użyty ${formatDateTime(lastUsedAt)}`
    const state = revokedAt === null ? used : `wyłączony ${formatDateTime(revokedAt)}`
    return `${id.slice(0, 8)}  ${name}: wydany ${formatDateTime(createdAt)}, ${state}`
  })
  return `${lines.join('\n')}\n`
}

export const tokenRevokedText = (id: string | null): string =>
  id === null
    ? 'Nie ma działającego tokenu o tym numerze. Numery pokazuje: ebok import token list\n'
    : `Token ${id.slice(0, 8)} wyłączony. Dostawy wysłane z nim do tej pory zostają.\n`
