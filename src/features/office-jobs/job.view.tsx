import {
  BackLink,
  type BadgeTone,
  Button,
  Buttons,
  DataTable,
  DateTimeText,
  DefinitionList,
  LinkButton,
  Notice,
  Panel,
  PostForm,
  ProgressBar,
  StateBadge,
} from '#ui/components.ts'
import { isOpen, type Job } from './job.model.ts'
import { jobStates, jobWords, jobText as text } from './job.text.ts'

const tones: Readonly<Record<Job['state'], BadgeTone>> = {
  waiting: 'info',
  running: 'info',
  done: 'done',
  failed: 'late',
  cancelled: 'off',
}

const StateOf = ({ job }: { readonly job: Job }) => (
  <StateBadge tone={tones[job.state]}>{jobStates[job.state]}</StateBadge>
)

export function JobsView({ jobs }: { readonly jobs: readonly Job[] }) {
  return (
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
  )
}

export function JobView({ job }: { readonly job: Job }) {
  const { title, of, next } = jobWords(job.kind)
  const onward = job.state === 'done' ? next?.(job) : undefined
  const total = job.stepsTotal ?? 0
  return (
    <>
      <BackLink href="/biuro/zadania">Wszystkie zadania</BackLink>
      <div id="zadanie" data-live={isOpen(job) ? '' : undefined}>
        <Panel title={title} aside={<StateOf job={job} />}>
          {isOpen(job) && total > 0 && (
            <ProgressBar label="Postęp" value={job.stepsDone} max={total} words={`${job.stepsDone} z ${total} ${of}`} />
          )}
          {isOpen(job) && <p>{job.cancelAskedAt === null ? text.leaving : text.stopping}</p>}
          {job.state === 'failed' && (
            <Notice tone="danger">
              <p>{text.failed}</p>
            </Notice>
          )}
          {job.state === 'cancelled' && <p>{text.cancelled}</p>}
          <DefinitionList
            items={[
              { term: 'Zlecił(a)', value: job.requestedBy },
              { term: 'Zlecone', value: <DateTimeText at={job.createdAt} /> },
              ...(job.finishedAt === null ? [] : [{ term: 'Zakończone', value: <DateTimeText at={job.finishedAt} /> }]),
            ]}
          />
          <Buttons>
            {onward && <LinkButton href={onward.href}>{onward.label}</LinkButton>}
            {isOpen(job) && (
              <LinkButton href={`/biuro/zadania/${job.id}`} look="quiet">
                {text.refresh}
              </LinkButton>
            )}
          </Buttons>
        </Panel>
      </div>
      {isOpen(job) && job.cancellable && job.cancelAskedAt === null && (
        <PostForm action={`/biuro/zadania/${job.id}/zatrzymaj`}>
          <Buttons>
            <Button look="quiet">{text.stop}</Button>
          </Buttons>
        </PostForm>
      )}
    </>
  )
}
