import { groupedLogin } from '#features/login/public.ts'
import type { IsoDate } from '#kernel/dates.ts'
import { premisesLabel } from '#kernel/premises.ts'
import {
  BackLink,
  Button,
  Buttons,
  DataTable,
  DateText,
  DateTimeText,
  type DefinitionItem,
  DefinitionList,
  EmailText,
  LinkButton,
  Money,
  Notice,
  NrbText,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import {
  isOverdue,
  type Login,
  loginState,
  type Matter,
  type PortalOf,
  type RegisterOf,
  type Right,
  rightState,
} from './person.model.ts'
import {
  type Done,
  decisionNames,
  doneSentences,
  loginStateNames,
  loginStateSentence,
  matterName,
  matterState,
  outcomeNames,
  rightPeriod,
  rightStateNames,
  roleNames,
  staffRoleName,
  personText as text,
  titleNames,
  viewReasonNames,
} from './person.text.ts'
import { loginPath, personPath } from './search.model.ts'

interface PersonProps {
  readonly register: RegisterOf
  /** Nothing for an accountant, who keeps books and sees no logins. */
  readonly portal: PortalOf | undefined
  readonly today: IsoDate
  readonly done: Done | undefined
}

/** Everything the office knows of somebody, on one page. */
export function PersonView({ register, portal, today, done }: PersonProps) {
  const path = personPath(register.party.partyId)
  return (
    <>
      <Top done={done} />
      <Register register={register} />
      {portal && <Logins logins={portal.logins} path={path} />}
      <Premises register={register} />
      <Accounts register={register} today={today} />
      {register.coHolders.length > 0 && <CoHolders register={register} withLogins={portal !== undefined} />}
      {portal && (
        <>
          <Rights rights={portal.rights} today={today} grantHref={`${path}/pelnomocnik`} />
          <Traces portal={portal} partyId={register.party.partyId} />
        </>
      )}
    </>
  )
}

interface LoginProps {
  readonly login: Login
  readonly portal: PortalOf
  readonly today: IsoDate
  readonly done: Done | undefined
}

/** The same for a login that stands for nobody in the register: a proxy from outside. */
export function LoginView({ login, portal, today, done }: LoginProps) {
  return (
    <>
      <Top done={done} />
      <Notice tone="info">
        <p>{text.outsideRegister}</p>
      </Notice>
      <Logins logins={portal.logins} path={loginPath(login.loginId)} />
      <Rights rights={portal.rights} today={today} />
      <Traces portal={portal} />
    </>
  )
}

function Top({ done }: { readonly done: Done | undefined }) {
  return (
    <>
      <BackLink href="/biuro/osoby">{text.back}</BackLink>
      {done && (
        <Notice tone="success" live>
          <p>{doneSentences[done]}</p>
        </Notice>
      )}
    </>
  )
}

function Register({ register: { party } }: { readonly register: RegisterOf }) {
  return (
    <Panel title={text.register}>
      <p class="hint">{text.registerHint}</p>
      <DefinitionList
        items={[
          { term: 'Numer kontrahenta', value: party.partyId },
          ...(party.kind === 'company' ? [{ term: 'Rodzaj', value: text.company }] : []),
          {
            term: text.member,
            value: party.isMember ? `tak${party.memberNumber ? `, numer ${party.memberNumber}` : ''}` : 'nie',
          },
          { term: text.correspondence, value: party.correspondenceAddress || text.likePremises },
          { term: 'E-mail w rejestrze', value: party.email ? <EmailText email={party.email} /> : text.notGiven },
          { term: 'Telefon w rejestrze', value: party.phone || text.notGiven },
        ]}
      />
    </Panel>
  )
}

function Premises({ register: { holdings } }: { readonly register: RegisterOf }) {
  return (
    <Panel title={text.premises} bare>
      <DataTable
        caption={text.premises}
        captionHidden
        rows={holdings}
        empty={text.noPremises}
        rowTone={(row) => (row.current ? undefined : 'muted')}
        columns={[
          {
            key: 'premises',
            header: 'Lokal',
            rowHeader: true,
            cell: (row) => (
              <>
                {premisesLabel(row)} <span class="hint">{row.premisesId}</span>
              </>
            ),
          },
          { key: 'role', header: 'Kim jest', cell: (row) => roleNames[row.role] },
          {
            key: 'title',
            header: 'Tytuł prawny',
            cell: (row) => `${titleNames[row.legalTitle]}${row.share ? `, udział ${row.share}` : ''}`,
          },
          { key: 'from', header: 'Od', cell: (row) => <DateText on={row.validFrom} short /> },
          {
            key: 'to',
            header: 'Do',
            cell: (row) => (row.validTo === null ? 'nadal' : <DateText on={row.validTo} short />),
          },
        ]}
      />
    </Panel>
  )
}

function Accounts({ register: { accounts }, today }: { readonly register: RegisterOf; readonly today: IsoDate }) {
  return (
    <Panel title={text.accounts} bare>
      <DataTable
        caption={text.accounts}
        captionHidden
        rows={accounts}
        empty={text.noAccounts}
        columns={[
          {
            key: 'account',
            header: 'Konto',
            rowHeader: true,
            cell: (row) => (
              <>
                {row.ledgerTypeName} <span class="hint">{premisesLabel(row)}</span>
                {!row.own && <span class="hint"> {text.keptOnOther}</span>}
              </>
            ),
          },
          { key: 'nrb', header: 'Numer rachunku', cell: (row) => <NrbText nrb={row.nrb} of={row.ledgerTypeName} /> },
          {
            key: 'balance',
            header: 'Saldo',
            cell: (row) =>
              row.verified ? (
                <Money grosze={row.balanceGrosze} overdue={isOverdue(row, today)} />
              ) : (
                <StateBadge tone="info">{text.beingVerified}</StateBadge>
              ),
          },
        ]}
      />
    </Panel>
  )
}

function CoHolders({
  register: { coHolders, holdings },
  withLogins,
}: {
  readonly register: RegisterOf
  readonly withLogins: boolean
}) {
  const labels = new Map(holdings.map((one) => [one.premisesId, premisesLabel(one)]))
  return (
    <Panel title={text.coHolders} bare>
      <DataTable
        caption={text.coHolders}
        captionHidden
        rows={coHolders}
        empty=""
        columns={[
          {
            key: 'name',
            header: 'Osoba',
            rowHeader: true,
            cell: (row) => <a href={personPath(row.partyId)}>{row.name}</a>,
          },
          { key: 'premises', header: 'Lokal', cell: (row) => labels.get(row.premisesId) ?? row.premisesId },
          { key: 'role', header: 'Kim jest', cell: (row) => roleNames[row.role] },
          ...(withLogins
            ? [
                {
                  key: 'login',
                  header: 'Login',
                  cell: (row: (typeof coHolders)[number]) =>
                    row.hasLogin ? (
                      text.hasLogin
                    ) : (
                      <a href={`${personPath(row.partyId)}/login`}>
                        {text.giveLogin}
                        <span class="unseen">: {row.name}</span>
                      </a>
                    ),
                },
              ]
            : []),
        ]}
      />
    </Panel>
  )
}

function Logins({ logins, path }: { readonly logins: readonly Login[]; readonly path: string }) {
  const issue = `${path}/login`
  return (
    <Panel title={text.logins} id="loginy">
      {logins.length === 0 && <p>{text.noLogin}</p>}
      {logins.map((login) => (
        <OneLogin login={login} issueHref={issue} />
      ))}
      {(logins.length === 0 || logins[0]?.partyId != null) && (
        <Buttons>
          <LinkButton href={issue} look={logins.length === 0 ? 'main' : 'quiet'}>
            {logins.length === 0 ? text.newLogin : text.furtherLogin}
          </LinkButton>
        </Buttons>
      )}
    </Panel>
  )
}

function OneLogin({ login, issueHref }: { readonly login: Login; readonly issueHref: string }) {
  const state = loginState(login)
  const sentence = loginStateSentence(login)
  const path = loginPath(login.loginId)
  const which = <span class="unseen">: login {groupedLogin(login.loginName)}</span>
  const items: DefinitionItem[] = [
    {
      term: 'Stan',
      value: <StateBadge tone={loginStateNames[state].tone}>{loginStateNames[state].name}</StateBadge>,
      ...(sentence === undefined ? {} : { hint: sentence }),
    },
    {
      term: 'Ostatnie logowanie',
      value: login.lastSignInAt === null ? text.never : <DateTimeText at={login.lastSignInAt} />,
      ...(login.openSessions === 0 ? {} : { hint: text.nowSignedIn }),
    },
    ...(login.hasFactor ? [{ term: 'Logowanie', value: 'hasło i drugi składnik' }] : []),
    { term: 'E-mail podany w portalu', value: login.email ?? text.notGiven },
    {
      term: 'Telefon podany w portalu',
      value: login.phone ?? text.notGiven,
      ...(login.newPhone === null ? {} : { hint: `Czeka na potwierdzenie: ${login.newPhone}` }),
    },
  ]
  return (
    <section class="login" aria-labelledby={`login-${login.loginId}`}>
      <h3 id={`login-${login.loginId}`}>Login {groupedLogin(login.loginName)}</h3>
      <DefinitionList items={items} />
      <div class="buttons">
        <LinkButton href={`${issueHref}?powod=reset&login=${login.loginId}`}>
          {text.reset}
          {which}
        </LinkButton>
        {login.lockedAt === null && (
          <LinkButton href={`${path}/podglad`}>
            {text.view}
            {which}
          </LinkButton>
        )}
        {login.hasFactor && (
          <LinkButton href={`${path}/drugi-skladnik`}>
            {text.factors}
            {which}
          </LinkButton>
        )}
        <LinkButton href={`${path}/blokada`} look={login.lockedAt === null ? 'danger' : 'main'}>
          {login.lockedAt === null ? text.lock : text.unlock}
          {which}
        </LinkButton>
        {login.openSessions > 0 && (
          <PostForm action={`${path}/wyloguj`} class="form-inline">
            <Button look="danger">
              {text.signOut}
              {which}
            </Button>
          </PostForm>
        )}
      </div>
    </section>
  )
}

interface RightsProps {
  readonly rights: readonly Right[]
  readonly today: IsoDate
  readonly grantHref?: string
}

function Rights({ rights, today, grantHref }: RightsProps) {
  return (
    <Panel title={text.rights} id="pelnomocnictwa" bare>
      <DataTable
        caption={text.rights}
        captionHidden
        rows={rights}
        empty={text.noRights}
        rowTone={(row) => (row.revokedAt === null ? undefined : 'muted')}
        columns={[
          {
            key: 'who',
            header: 'Pełnomocnik',
            rowHeader: true,
            cell: (row) => (
              <>
                <a href={row.proxyPartyId === null ? loginPath(row.loginId) : personPath(row.proxyPartyId)}>
                  {row.proxyName}
                </a>{' '}
                <span class="hint">login {groupedLogin(row.loginName)}</span>
              </>
            ),
          },
          {
            key: 'for',
            header: 'W imieniu',
            cell: (row) => <a href={personPath(row.partyId)}>{row.partyName}</a>,
          },
          { key: 'premises', header: 'Lokal', cell: (row) => premisesLabel(row) },
          { key: 'period', header: 'Kiedy', cell: (row) => rightPeriod(row) },
          { key: 'basis', header: 'Podstawa', cell: (row) => row.basis },
          {
            key: 'state',
            header: 'Stan',
            cell: (row) => {
              const state = rightState(row, today)
              return (
                <>
                  <StateBadge tone={rightStateNames[state].tone}>{rightStateNames[state].name}</StateBadge>{' '}
                  {(state === 'current' || state === 'future') && (
                    <a href={`/biuro/uprawnienia/${row.rightId}`}>
                      {text.end}
                      <span class="unseen">
                        : {row.proxyName}, {premisesLabel(row)}
                      </span>
                    </a>
                  )}
                </>
              )
            },
          },
        ]}
      />
      {grantHref !== undefined && (
        <Buttons>
          <LinkButton href={grantHref}>{text.grant}</LinkButton>
        </Buttons>
      )}
    </Panel>
  )
}

const matterPages: Readonly<Record<Matter['kind'], string>> = {
  thread: '/biuro/sprawy',
  request: '/biuro/prosby',
  registration: '/biuro/rejestracje',
}

function Traces({ portal, partyId }: { readonly portal: PortalOf; readonly partyId?: string }) {
  const several = portal.logins.length > 1
  return (
    <>
      <Panel
        title={text.matters}
        bare
        aside={
          partyId !== undefined && <a href={`/biuro/sprawy/nowa/${encodeURIComponent(partyId)}`}>{text.newMatter}</a>
        }
      >
        <DataTable
          caption={text.matters}
          captionHidden
          rows={portal.matters}
          empty={text.noMatters}
          columns={[
            {
              key: 'what',
              header: 'Czego dotyczy',
              rowHeader: true,
              cell: (row) => <a href={`${matterPages[row.kind]}/${row.id}`}>{matterName(row)}</a>,
            },
            { key: 'at', header: 'Kiedy', cell: (row) => <DateTimeText at={row.at} /> },
            {
              key: 'state',
              header: 'Stan',
              cell: (row) => <StateBadge tone={matterState(row.state).tone}>{matterState(row.state).name}</StateBadge>,
            },
          ]}
        />
      </Panel>
      <Panel title={text.consents} bare>
        <DataTable
          caption={text.consents}
          captionHidden
          rows={portal.consents}
          empty={text.noConsents}
          columns={[
            { key: 'title', header: 'Zgoda', rowHeader: true, cell: (row) => `${row.title}, wersja ${row.version}` },
            { key: 'decision', header: 'Decyzja', cell: (row) => decisionNames[row.decision] },
            { key: 'at', header: 'Kiedy', cell: (row) => <DateTimeText at={row.decidedAt} /> },
          ]}
        />
      </Panel>
      <Panel title={text.signIns} bare>
        <DataTable
          caption={text.signIns}
          captionHidden
          rows={portal.signIns}
          empty={text.noSignIns}
          rowTone={(row) => (row.outcome === 'success' ? undefined : 'late')}
          columns={[
            { key: 'at', header: 'Kiedy', rowHeader: true, cell: (row) => <DateTimeText at={row.at} /> },
            { key: 'outcome', header: 'Wynik', cell: (row) => outcomeNames[row.outcome] },
            { key: 'browser', header: 'Przeglądarka', cell: (row) => row.browser || text.unknownBrowser },
            ...(several
              ? [
                  {
                    key: 'login',
                    header: 'Login',
                    cell: (row: PortalOf['signIns'][number]) => groupedLogin(row.loginName),
                  },
                ]
              : []),
          ]}
        />
      </Panel>
      <Panel title={text.viewings} id="ogladali" bare>
        <DataTable
          caption={text.viewings}
          captionHidden
          rows={portal.viewings}
          empty={text.noViewings}
          columns={[
            {
              key: 'who',
              header: 'Kto',
              rowHeader: true,
              cell: (row) => `${row.staffName}, ${staffRoleName(row.staffRole)}`,
            },
            { key: 'why', header: 'Dlaczego', cell: (row) => viewReasonNames[row.reason] },
            { key: 'from', header: 'Od', cell: (row) => <DateTimeText at={row.startedAt} /> },
            {
              key: 'to',
              header: 'Do',
              cell: (row) => (row.endedAt === null ? text.lasting : <DateTimeText at={row.endedAt} />),
            },
            ...(several
              ? [
                  {
                    key: 'login',
                    header: 'Login',
                    cell: (row: PortalOf['viewings'][number]) => groupedLogin(row.loginName),
                  },
                ]
              : []),
          ]}
        />
      </Panel>
    </>
  )
}
