const singles: Readonly<Record<string, string>> = Object.fromEntries(
  [...'ŁłØøĐđßÆæŒœı'].map((letter, index) => [letter, [...'LlOoDdsAaOoi'][index]!]),
)

/** Text as it is compared: small letters without marks. The same rule as `fold_text` of the database. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[ŁłØøĐđßÆæŒœı]/g, (letter) => singles[letter]!)
    .toLowerCase()
}

/** "ul. Lipowa 4 a" and "Lipowa 4A" are one address. The same rule as `address_key` of the database. */
export function addressKey(text: string): string {
  return fold(text)
    .replace(/^\s*(ulica|ul|aleja|aleje|al|osiedle|os|plac|pl)[. ]\s*/, '')
    .replaceAll(/[^a-z0-9/]/g, '')
}

/** The digits of a number without leading zeros. The same rule as `digits_key` of the database. */
export const digitsKey = (text: string): string => text.replaceAll(/[^0-9]/g, '').replace(/^0+/, '')

/** A phone without its country. The same rule as `phone_term` of the database. */
export const phoneKey = (text: string): string => text.replaceAll(/[^0-9]/g, '').slice(-9)
