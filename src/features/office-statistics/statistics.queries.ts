import type { IsoDate } from '#kernel/dates.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import type { AnnouncementRow, BuildingRow, DayValue } from './statistics.model.ts'

/** Figures of days the page shows; what was gathered at night. */
export type Figure =
  | 'signIns'
  | 'signedInPeople'
  | 'monthPeople'
  | 'messagesIn'
  | 'messagesAnswered'
  | 'answerMinutes'
  | 'registrations'
  | 'registrationMinutes'
  | 'lettersSent'
  | 'lettersOpened'
  | 'publishedMinute'
  | 'people'
  | 'withLogin'
  | 'activated'

interface FigureRow extends DayValue {
  readonly figure: Figure
}

// Two of them are drawn over two years, the rest over some weeks.
const figuresStatement = statement<[], FigureRow>(
  'statistics.figures',
  `select figure, day, value from daily_statistics
    where subject = '' and (select current_staff_role()) is not null
      and (day >= (select today() - 100) or (figure in ('signIns', 'monthPeople') and day >= (select (today() - interval '24 months')::date)))
    order by figure, day`,
)

export interface Today {
  readonly today: IsoDate
  readonly signIns: number
  readonly signedInPeople: number
  readonly messagesIn: number
  readonly messagesAnswered: number
}
const todayStatement = statement<[], Today>(
  'statistics.today',
  `select today() as today, coalesce(t.sign_ins, 0) as "signIns", coalesce(t.signed_in_people, 0) as "signedInPeople",
          coalesce(t.messages_in, 0) as "messagesIn", coalesce(t.messages_answered, 0) as "messagesAnswered" from statistics_today() t`,
)
const buildingsStatement = statement<[], BuildingRow>(
  'statistics.buildings',
  `select b.id, b.street || ' ' || b.house_number as address,
          coalesce(max(s.value) filter (where s.figure = 'people'), 0) as people,
          coalesce(max(s.value) filter (where s.figure = 'withLogin'), 0) as "withLogin",
          coalesce(max(s.value) filter (where s.figure = 'activated'), 0) as activated
     from buildings b join daily_statistics s on s.subject = b.id and s.figure in ('people', 'withLogin', 'activated')
    where (select current_staff_role()) is not null
    group by b.id, b.street, b.house_number order by b.street, b.house_number, b.id`,
)
const announcementsStatement = statement<[], AnnouncementRow>(
  'statistics.announcements',
  `select id, title, visible_from as "visibleFrom", readers, reads from statistics_announcements()`,
)
const gatherStatement = statement<[], never>('statistics.gather', 'select gather_statistics()')
const patienceStatement = statement<[], never>(
  'statistics.patience',
  `select set_config('statement_timeout', '10min', true)`,
)

export type Figures = Readonly<Partial<Record<Figure, readonly DayValue[]>>>

export async function figures(tx: Tx): Promise<Figures> {
  const rows = await tx.query(figuresStatement, [])
  return Object.fromEntries(Map.groupBy(rows, ({ figure }) => figure))
}
export const today = (tx: Tx): Promise<Today> => tx.one(todayStatement, [])
export const byBuilding = (tx: Tx): Promise<BuildingRow[]> => tx.query(buildingsStatement, [])
export const announcementFigures = (tx: Tx): Promise<AnnouncementRow[]> => tx.query(announcementsStatement, [])

/** Nightly: counts the days since the last time and what stands today. */
export async function gatherStatistics(tx: Tx): Promise<void> {
  await tx.query(patienceStatement, [])
  await tx.query(gatherStatement, [])
}
