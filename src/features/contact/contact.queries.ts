import { statement, type Tx } from '#platform/db/database.ts'
import type { BankAccount, Cooperative, Department, EmergencyNumber } from './contact.model.ts'

const cooperativeStatement = statement<[], Cooperative>(
  'contact.cooperative',
  `select name, street, postal_code as "postalCode", city, phone, email, office_hours as "officeHours", nip, regon, krs,
          map_url as "mapUrl", data_protection_clause as "dataProtectionClause" from cooperative`,
)

const departmentsStatement = statement<[], Department>(
  'contact.departments',
  `select name, matters, phone, email, hours from departments order by position, name limit 100`,
)

const emergencyStatement = statement<[], EmergencyNumber>(
  'contact.emergencyNumbers',
  `select label, phone, hours, area, coalesce(building_ids && array(select my_buildings()), false) as mine
     from emergency_numbers order by position, label limit 200`,
)

const bankAccountsStatement = statement<[], BankAccount>(
  'contact.bankAccounts',
  `select label, nrb from cooperative_bank_accounts order by position, label limit 50`,
)

export const cooperative = (tx: Tx): Promise<Cooperative> => tx.one(cooperativeStatement, [])
export const departments = (tx: Tx): Promise<Department[]> => tx.query(departmentsStatement, [])
export const emergencyNumbers = (tx: Tx): Promise<EmergencyNumber[]> => tx.query(emergencyStatement, [])
export const bankAccounts = (tx: Tx): Promise<BankAccount[]> => tx.query(bankAccountsStatement, [])
