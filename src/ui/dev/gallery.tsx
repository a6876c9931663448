import { addMonths, type IsoDate, isoDate } from '#kernel/dates.ts'
import { grosze } from '#kernel/money.ts'
import {
  Amount,
  BackLink,
  BarChart,
  Breadcrumbs,
  Button,
  Buttons,
  balanceTone,
  CalendarList,
  CalendarMonth,
  CountBadge,
  DateText,
  DateTimeText,
  DefinitionList,
  Disclosure,
  DownloadBar,
  EmptyState,
  LinkButton,
  Money,
  MonthText,
  Notice,
  NrbText,
  Pagination,
  Panel,
  PanelGrid,
  ProgressBar,
  Slip,
  StateBadge,
  Steps,
  SubTabs,
} from '#ui/components.ts'
import { Forms } from './gallery-forms.tsx'
import { Tables } from './gallery-tables.tsx'
import { calendarEntries, LONG_NAME, NRB, today } from './samples.ts'

/** Every component in every state, the body of a page for those who build pages. Not served to residents. */
export function Gallery() {
  return (
    <>
      <Slips />
      <Words />
      <Notices />
      <Tables />
      <Forms />
      <Ways />
      <Months />
      <Charts />
    </>
  )
}

function Slips() {
  const boxes = [
    { label: 'Odbiorca', value: 'Spółdzielnia Mieszkaniowa „Pod Lipami”' },
    { label: 'Tytuł przelewu', value: 'Lokal 12/34, opłaty 11/2026' },
    { label: 'Numer konta', value: <NrbText nrb={NRB} of="eksploatacja i media" />, wide: true },
  ]
  return (
    <PanelGrid>
      <Slip
        title="Ile mam zapłacić?"
        tone="due"
        answer={<Amount grosze={grosze(123456)} big />}
        sentence={
          <>
            do <DateText on={isoDate(2026, 12, 10)} />
          </>
        }
        boxes={boxes}
      />
      <Slip
        title="Zaległość"
        tone="late"
        answer={<Money grosze={grosze(1234567)} big />}
        sentence="Termin minął 10 listopada 2026."
        boxes={boxes.slice(2)}
      />
      <Slip
        title="Nadpłata"
        tone={balanceTone(grosze(-4510), false)}
        answer={<Money grosze={grosze(-4510)} big />}
        sentence="Nic nie trzeba płacić. Nadpłata zmniejszy następny rachunek."
      />
      <Slip
        title="Rozliczone"
        tone="settled"
        answer={<Money grosze={grosze(0)} big />}
        sentence="Wszystko jest zapłacone. Nie ma zaległości ani nadpłaty."
      />
    </PanelGrid>
  )
}

function Words() {
  return (
    <PanelGrid>
      <Panel title="Kwoty i daty" aside={<CountBadge count={3} words="nowe" />}>
        <DefinitionList
          items={[
            { term: 'Zaległość', value: <Money grosze={grosze(31822)} /> },
            { term: 'Przed terminem', value: <Money grosze={grosze(31822)} overdue={false} /> },
            { term: 'Nadpłata', value: <Money grosze={grosze(-1)} /> },
            { term: 'Zero', value: <Money grosze={grosze(0)} /> },
            { term: 'Kwota', value: <Amount grosze={grosze(-123456789)} />, hint: 'jak w księgach, ze znakiem' },
            { term: 'Data', value: <DateText on={today} /> },
            { term: 'Data krótka', value: <DateText on={today} short /> },
            { term: 'Chwila', value: <DateTimeText at={Date.UTC(2026, 10, 22, 21, 41)} /> },
            { term: 'Miesiąc', value: <MonthText month={today} /> },
            { term: 'Nazwisko', value: LONG_NAME },
          ]}
        />
      </Panel>
      <Panel title="Stany">
        <ul>
          <li>
            <StateBadge tone="done">zapłacone</StateBadge>
          </li>
          <li>
            <StateBadge tone="part">zapłacone częściowo</StateBadge>
          </li>
          <li>
            <StateBadge tone="due">do zapłaty</StateBadge>
          </li>
          <li>
            <StateBadge tone="late">po terminie</StateBadge>
          </li>
          <li>
            <StateBadge tone="info">odczyt zdalny</StateBadge>
          </li>
          <li>
            <StateBadge tone="off">nieaktywne</StateBadge>
          </li>
        </ul>
        <Disclosure summary="Skąd ta kwota?">
          <p>Stawka 39,08 zł razy 3,500 m³ daje 136,78 zł.</p>
        </Disclosure>
        <Disclosure summary="Pokazane od razu" open>
          <p>To, co warto przeczytać, ale nie każdemu jest potrzebne.</p>
        </Disclosure>
      </Panel>
    </PanelGrid>
  )
}

function Notices() {
  return (
    <>
      <Notice tone="info">
        <p>W środę od 8:00 do 12:00 nie będzie ciepłej wody w budynku przy Lipowej 12.</p>
      </Notice>
      <Notice tone="success" live>
        <p>Hasło jest zmienione.</p>
      </Notice>
      <Notice tone="warning" title="Saldo w trakcie weryfikacji">
        <p>Sprawdzamy zapisy tego konta. Kwota pojawi się po sprawdzeniu.</p>
      </Notice>
      <Notice tone="danger">
        <p>Nie udało się wysłać wiadomości. Treść jest zachowana, spróbuj jeszcze raz.</p>
      </Notice>
      <EmptyState sentence="Nie ma jeszcze żadnych dokumentów.">
        <LinkButton href="/napisz">Napisz do nas</LinkButton>
      </EmptyState>
    </>
  )
}

function Ways() {
  return (
    <Panel title="Przyciski i drogi">
      <Buttons>
        <Button>Zapisz</Button>
        <Button look="plain">Podgląd</Button>
        <Button look="danger">Zablokuj login</Button>
        <LinkButton href="/rachunki">Wszystkie rachunki</LinkButton>
        <LinkButton href="/rachunki" look="main">
          Zapłać
        </LinkButton>
        <LinkButton href="/rachunki" look="quiet">
          Anuluj
        </LinkButton>
      </Buttons>
      <BackLink href="/rachunki">Wszystkie rachunki</BackLink>
      <Breadcrumbs
        crumbs={[
          { label: 'Media', href: '/media' },
          { label: 'Liczniki', href: '/media/liczniki' },
          { label: 'ZW 0012345' },
        ]}
      />
      <SubTabs
        label="Strony przykładu"
        tabs={[
          { href: '/a', label: 'Dane kontaktowe', current: true },
          { href: '/b', label: 'Moje lokale', current: false },
          { href: '/c', label: 'Parametry naliczeń', current: false },
          { href: '/d', label: 'Zgody i logowania', current: false },
        ]}
      />
      <DownloadBar
        links={[
          { href: '/rachunki.csv', label: 'Pobierz CSV', hint: 'do Excela' },
          { href: '/rachunki.pdf', label: 'Pobierz PDF' },
        ]}
      />
      <Pagination page={1} pages={7} label="Pierwsza strona" href={(page) => `?strona=${page}`} />
      <Pagination page={3} pages={7} label="Strona w środku" href={(page) => `?strona=${page}`} />
      <Pagination page={7} pages={7} label="Ostatnia strona" href={(page) => `?strona=${page}`} />
      <Steps
        label="Droga wniosku"
        steps={[
          { label: 'Wniosek', state: 'done' },
          { label: 'Sprawdzenie w biurze', state: 'current' },
          { label: 'Login', state: 'ahead' },
        ]}
      />
      <ProgressBar label="Spłata rat" value={3} max={12} words="3 z 12 rat" />
    </Panel>
  )
}

function Months() {
  return (
    <>
      <CalendarMonth
        month={today}
        today={today}
        entries={calendarEntries}
        previousHref="?miesiac=2026-10"
        nextHref="?miesiac=2026-12"
      />
      <CalendarList entries={calendarEntries} today={today} empty="W tym miesiącu nie ma terminów." />
      <CalendarList entries={[]} today={today} empty="W styczniu nie ma terminów." />
    </>
  )
}

function Charts() {
  const months: IsoDate[] = Array.from({ length: 6 }, (_, i) => addMonths(isoDate(2026, 5, 1), i))
  const used = [3.12, 2.98, 3.4, 9.85, 3.05, 0]
  const before = [3.3, 3.1, 2.9, 3.2, 3.15]
  const cubic = (value: number) => `${value.toFixed(3).replace('.', ',')} m³`
  return (
    <Panel title="Zużycie">
      <BarChart
        caption="Woda zimna, łazienka"
        labelHeader="Miesiąc"
        valueHeader="Zużycie"
        compareHeader="Rok wcześniej"
        empty="Nie ma jeszcze odczytów."
        bars={months.map((month, i) => ({
          label: <MonthText month={month} />,
          value: used[i]!,
          text: cubic(used[i]!),
          compare: before[i] === undefined ? undefined : { value: before[i], text: cubic(before[i]) },
        }))}
      />
      <BarChart
        caption="Bez odczytów"
        labelHeader="Miesiąc"
        valueHeader="Zużycie"
        bars={[]}
        empty="Nie ma jeszcze odczytów."
      />
    </Panel>
  )
}
