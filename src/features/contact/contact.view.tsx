import {
  DataTable,
  type DefinitionItem,
  DefinitionList,
  Disclosure,
  EmailLink,
  HoursText,
  Notice,
  NrbText,
  Panel,
  PhoneLink,
} from '#ui/components.ts'
import type { Html } from '#ui/jsx/jsx-runtime'
import {
  type BankAccount,
  type Cooperative,
  type Department,
  type EmergencyNumber,
  emergencyOrder,
} from './contact.model.ts'
import { contactText as text } from './contact.text.ts'

interface ContactProps {
  readonly cooperative: Cooperative
  readonly departments: readonly Department[]
  readonly emergency: readonly EmergencyNumber[]
  readonly bankAccounts: readonly BankAccount[]
}

export function ContactView({ cooperative, departments, emergency, bankAccounts }: ContactProps) {
  return (
    <>
      <Panel title={text.office}>
        <Office cooperative={cooperative} />
      </Panel>
      <Panel title={text.emergency}>
        <Emergency numbers={emergency} />
      </Panel>
      <Panel title={text.departments} bare>
        <DataTable
          caption={text.departments}
          captionHidden
          rows={departments}
          empty={text.noDepartments}
          columns={[
            {
              key: 'name',
              header: 'Dział',
              rowHeader: true,
              cell: (row) => (
                <>
                  {row.name}
                  {row.matters !== '' && <span class="hint line">{row.matters}</span>}
                </>
              ),
            },
            { key: 'phone', header: 'Telefon', cell: (row) => <Phone phone={row.phone} /> },
            { key: 'email', header: 'E-mail', cell: (row) => <Email email={row.email} /> },
            { key: 'hours', header: 'Godziny', cell: (row) => <HoursText hours={row.hours || 'jak biuro'} /> },
          ]}
        />
      </Panel>
      {bankAccounts.length > 0 && (
        <Panel title={text.bank}>
          <p>{text.bankHelp}</p>
          <DefinitionList
            items={bankAccounts.map((account) => ({
              term: account.label,
              value: <NrbText nrb={account.nrb} of={account.label} />,
            }))}
          />
        </Panel>
      )}
      <Panel title={text.clause}>
        {cooperative.dataProtectionClause === '' ? (
          <p>{text.noClause}</p>
        ) : (
          <Disclosure summary={text.clauseSummary}>
            {cooperative.dataProtectionClause.split(/\n{2,}/).map((paragraph) => (
              <p>{paragraph}</p>
            ))}
          </Disclosure>
        )}
      </Panel>
    </>
  )
}

/** Only what the cooperative has filled in. */
function Office({ cooperative }: { readonly cooperative: Cooperative }) {
  const { street, postalCode, city, mapUrl, phone, email, officeHours, nip, regon, krs } = cooperative
  const address = [street, `${postalCode} ${city}`.trim()].filter((part) => part !== '').join(', ')
  const item = (term: string, filled: string, value: Html | string = filled): DefinitionItem[] =>
    filled === '' ? [] : [{ term, value }]
  return (
    <DefinitionList
      items={[
        { term: 'Nazwa', value: cooperative.name },
        ...item(
          'Adres',
          address,
          <>
            {address}
            {mapUrl !== '' && (
              <>
                {' '}
                <a href={mapUrl} rel="noreferrer">
                  {text.map}
                </a>
              </>
            )}
          </>,
        ),
        ...item('Telefon', phone, <Phone phone={phone} />),
        ...item('E-mail', email, <Email email={email} />),
        ...item('Godziny pracy', officeHours, <HoursText hours={officeHours} />),
        ...item('NIP', nip),
        ...item('REGON', regon),
        ...item('KRS', krs),
      ]}
    />
  )
}

function Emergency({ numbers }: { readonly numbers: readonly EmergencyNumber[] }) {
  return (
    <>
      <Notice tone="danger">
        <p>{text.emergencyHelp}</p>
      </Notice>
      {numbers.length === 0 ? (
        <p>{text.noEmergency}</p>
      ) : (
        <DefinitionList
          items={emergencyOrder(numbers).map((number) => ({
            term: number.label,
            value: <Phone phone={number.phone} />,
            hint: (
              <HoursText
                hours={[number.mine ? text.yourBuilding : number.area || text.everyBuilding, number.hours]
                  .filter((part) => part !== '')
                  .join(', ')}
              />
            ),
          }))}
        />
      )}
    </>
  )
}

function Phone({ phone }: { readonly phone: string }) {
  return phone === '' ? <>biuro</> : <PhoneLink phone={phone} />
}

function Email({ email }: { readonly email: string }) {
  return email === '' ? <>biuro</> : <EmailLink email={email} />
}
