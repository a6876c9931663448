import {
  BackLink,
  type BadgeTone,
  Button,
  Buttons,
  DataTable,
  DateTimeText,
  DefinitionList,
  ErrorSummary,
  Field,
  type FieldError,
  LinkButton,
  Notice,
  Panel,
  PostForm,
  ProgressBar,
  StateBadge,
} from '#ui/components.ts'
import type { Child } from '#ui/jsx/jsx-runtime'
import { isOpen, type Job, refusalLimit } from './job.model.ts'
import { jobStates, jobWords, jobText as text, undecidedState } from './job.text.ts'

const tones: Readonly<Record<Job['state'], BadgeTone>> = {
  waiting: 'info',
  running: 'info',
  done: 'done',
  failed: 'late',
  cancelled: 'off',
  refused: 'late',
  expired: 'off',
}

const StateOf = ({ job }: { readonly job: Job }) =>
  job.undecided ? (
    <StateBadge tone="due">{undecidedState}</StateBadge>
  ) : (
    <StateBadge tone={tones[job.state]}>{jobStates[job.state]}</StateBadge>
  )

interface JobsProps {
  readonly toDecide: readonly Job[]
  readonly jobs: readonly Job[]
}

export function JobsView({ toDecide, jobs }: JobsProps) {
  return (
    <>
      {toDecide.length > 0 && (
        <Panel title={text.toDecide} bare>
          <p class="lead">{text.toDecideLead}</p>
          <DataTable
            caption={text.toDecide}
            captionHidden
            rows={toDecide}
            empty={text.none}
            columns={[
              {
                key: 'title',
                header: 'Zadanie',
                rowHeader: true,
                cell: (job) => (
                  <>
                    {jobWords(job.kind).title}
                    <span class="hint"> {job.summary}</span>
                  </>
                ),
              },
              { key: 'by', header: 'Zlecił(a)', cell: (job) => job.requestedBy },
              { key: 'at', header: 'Zlecone', cell: (job) => <DateTimeText at={job.createdAt} /> },
              { key: 'until', header: 'Czeka do', cell: (job) => <DateTimeText at={job.decideUntil} /> },
              {
                key: 'go',
                header: 'Decyzja',
                cell: (job) => (
                  <a href={`/biuro/zadania/${job.id}`}>
                    {text.look}
                    <span class="unseen">: {jobWords(job.kind).title}</span>
                  </a>
                ),
              },
            ]}
          />
        </Panel>
      )}
      <Panel title={text.title} bare>
        <DataTable
          caption={text.title}
          captionHidden
          rows={jobs}
          empty={text.none}
          columns={[
            {
              key: 'title',
              header: 'Zadanie',
              rowHeader: true,
              cell: (job) => <a href={`/biuro/zadania/${job.id}`}>{jobWords(job.kind).title}</a>,
            },
            { key: 'by', header: 'Zlecił(a)', cell: (job) => job.requestedBy },
            { key: 'at', header: 'Zlecone', cell: (job) => <DateTimeText at={job.createdAt} /> },
            { key: 'state', header: 'Stan', cell: (job) => <StateOf job={job} /> },
          ]}
        />
      </Panel>
    </>
  )
}

export interface Typed {
  readonly reason: string
  readonly errors: readonly FieldError[]
}

interface JobProps {
  readonly job: Job
  /** What the slice that asked shows of it. */
  readonly details?: Child
  readonly typed?: Typed
}

export function JobView({ job, details, typed = { reason: '', errors: [] } }: JobProps) {
  const { title } = jobWords(job.kind)
  const stoppable = isOpen(job) && job.cancelAskedAt === null && (job.cancellable || (job.undecided && job.mine))
  return (
    <>
      <BackLink href="/biuro/zadania">Wszystkie zadania</BackLink>
      <ErrorSummary errors={typed.errors} />
      <div id="zadanie" data-live={isOpen(job) && !job.undecided ? '' : undefined}>
        <Panel title={title} aside={<StateOf job={job} />}>
          <Progress job={job} />
          <Facts job={job} />
          <Onward job={job} />
        </Panel>
      </div>
      {details}
      {job.decidable && <Decision job={job} typed={typed} />}
      {stoppable && !job.decidable && (
        <PostForm action={`/biuro/zadania/${job.id}/zatrzymaj`}>
          <Buttons>
            <Button look="quiet">{job.undecided ? text.withdraw : text.stop}</Button>
          </Buttons>
        </PostForm>
      )}
    </>
  )
}

function Progress({ job }: { readonly job: Job }) {
  const total = job.stepsTotal ?? 0
  if (job.undecided) return job.mine ? <p>{text.waitsForOthers}</p> : null
  if (isOpen(job))
    return (
      <>
        {total > 0 && (
          <ProgressBar
            label="Postęp"
            value={job.stepsDone}
            max={total}
            words={`${job.stepsDone} z ${total} ${jobWords(job.kind).of}`}
          />
        )}
        <p>{job.cancelAskedAt === null ? text.leaving : text.stopping}</p>
      </>
    )
  switch (job.state) {
    case 'failed':
      return (
        <Notice tone="danger">
          <p>{text.failed}</p>
        </Notice>
      )
    case 'cancelled':
      return <p>{job.summary !== null && job.approvedAt === null ? text.withdrawn : text.cancelled}</p>
    case 'refused':
      return <p>{text.refused}</p>
    case 'expired':
      return <p>{text.expired}</p>
    default:
      return null
  }
}

function Facts({ job }: { readonly job: Job }) {
  const decided = (at: number, by: string | null) => (
    <>
      {by ?? text.operator}, <DateTimeText at={at} />
    </>
  )
  return (
    <DefinitionList
      items={[
        ...(job.summary === null ? [] : [{ term: text.summary, value: job.summary }]),
        { term: 'Zlecił(a)', value: job.requestedBy },
        { term: 'Zlecone', value: <DateTimeText at={job.createdAt} /> },
        ...(job.notBefore === null ? [] : [{ term: 'Zacznie się', value: <DateTimeText at={job.notBefore} /> }]),
        ...(job.undecided ? [{ term: 'Czeka na zgodę do', value: <DateTimeText at={job.decideUntil} /> }] : []),
        ...(job.approvedAt === null ? [] : [{ term: 'Zgoda', value: decided(job.approvedAt, job.approvedBy) }]),
        ...(job.refusedAt === null
          ? []
          : [
              { term: 'Odmowa', value: decided(job.refusedAt, job.refusedBy) },
              { term: text.reason, value: job.refusalReason ?? '' },
            ]),
        ...(job.finishedAt === null ? [] : [{ term: 'Zakończone', value: <DateTimeText at={job.finishedAt} /> }]),
      ]}
    />
  )
}

function Onward({ job }: { readonly job: Job }) {
  const started = job.state === 'done' || ((job.state === 'cancelled' || job.state === 'failed') && job.stepsDone > 0)
  const onward = started ? jobWords(job.kind).next?.(job) : undefined
  if (!onward && (!isOpen(job) || job.undecided)) return null
  return (
    <Buttons>
      {onward && <LinkButton href={onward.href}>{onward.label}</LinkButton>}
      {isOpen(job) && (
        <LinkButton href={`/biuro/zadania/${job.id}`} look="quiet">
          {text.refresh}
        </LinkButton>
      )}
    </Buttons>
  )
}

function Decision({ job, typed }: { readonly job: Job; readonly typed: Typed }) {
  const error = typed.errors.find(({ field }) => field === 'powod')?.message
  return (
    <Panel title={text.decide}>
      <p>{text.decideHint}</p>
      <PostForm action={`/biuro/zadania/${job.id}/zatwierdz`}>
        <Buttons>
          <Button>{text.approve}</Button>
        </Buttons>
      </PostForm>
      <PostForm action={`/biuro/zadania/${job.id}/odrzuc`}>
        <Field
          name="powod"
          label={text.reason}
          kind="textarea"
          rows={2}
          hint={text.reasonHint}
          value={typed.reason}
          error={error}
          maxlength={refusalLimit}
        />
        <Buttons>
          <Button look="quiet">{text.refuse}</Button>
        </Buttons>
      </PostForm>
    </Panel>
  )
}
