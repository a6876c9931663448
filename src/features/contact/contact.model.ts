export interface Cooperative {
  readonly name: string
  readonly street: string
  readonly postalCode: string
  readonly city: string
  readonly phone: string
  readonly email: string
  readonly officeHours: string
  readonly nip: string
  readonly regon: string
  readonly krs: string
  readonly mapUrl: string
  readonly dataProtectionClause: string
}

export interface Department {
  readonly name: string
  readonly matters: string
  readonly phone: string
  readonly email: string
  readonly hours: string
}

export interface EmergencyNumber {
  readonly label: string
  readonly phone: string
  readonly hours: string
  /** Empty = every building. */
  readonly area: string
  /** It serves a building the person asking has premises in. */
  readonly mine: boolean
}

export interface BankAccount {
  readonly label: string
  readonly nrb: string
}

/** The number of one's own building first, then those for everybody, then the rest. */
export function emergencyOrder(numbers: readonly EmergencyNumber[]): readonly EmergencyNumber[] {
  const rank = (number: EmergencyNumber): number => (number.mine ? 0 : number.area === '' ? 1 : 2)
  return numbers.toSorted((left, right) => rank(left) - rank(right))
}
