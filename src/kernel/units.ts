/** Units of measure of the import contract, as a bill writes them. */
const unitNames: Readonly<Record<string, string>> = {
  m2: 'm²',
  m3: 'm³',
  person: 'os.',
  premises: 'lokal',
  device: 'szt.',
  socket: 'gniazdo',
  share: 'udział',
  GJ: 'GJ',
  kWh: 'kWh',
  unit: 'jedn.',
  month: 'mies.',
}

/** `m³` for `m3`; a unit the portal does not know is shown as it was delivered. */
export const unitName = (unit: string): string => unitNames[unit] ?? unit
