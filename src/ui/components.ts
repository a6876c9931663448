export { type BadgeTone, CountBadge, StateBadge } from './components/badge.tsx'
export { Button, type ButtonLook, Buttons, LinkButton } from './components/button.tsx'
export { type CalendarEntry, type CalendarKind, CalendarList, CalendarMonth } from './components/calendar.tsx'
export { type Bar, BarChart } from './components/chart.tsx'
export { EmailLink, EmailText, HoursText, PhoneLink } from './components/contact.tsx'
export { DateText, DateTimeText, MonthText } from './components/dates.tsx'
export {
  CSRF_FIELD,
  CSRF_PLACEHOLDER,
  ErrorSummary,
  Field,
  type FieldError,
  FilterForm,
  type Option,
  PasswordField,
  PostForm,
  RadioGroup,
} from './components/form.tsx'
export { Amount, balanceTone, Money } from './components/money.tsx'
export { cx, fieldId, idFrom } from './components/names.ts'
export {
  BackLink,
  Breadcrumbs,
  type Crumb,
  DownloadBar,
  type DownloadLink,
  Pagination,
  SubTabs,
  type TabLink,
} from './components/navigation.tsx'
export { Notice, type NoticeTone } from './components/notice.tsx'
export { NrbText } from './components/nrb.tsx'
export {
  type DefinitionItem,
  DefinitionList,
  Disclosure,
  EmptyState,
  Heading,
  Panel,
  PanelGrid,
  Slip,
  type SlipBox,
} from './components/panel.tsx'
export { ProgressBar, type Step, Steps } from './components/progress.tsx'
export { type Column, DataTable, type RowTone, type SummaryRow, type TableSection } from './components/table.tsx'
