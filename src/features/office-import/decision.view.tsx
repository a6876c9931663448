import { ProofField } from '#features/login/public.ts'
import {
  BackLink,
  Button,
  Buttons,
  DateTimeText,
  DefinitionList,
  Disclosure,
  ErrorSummary,
  Field,
  type FieldError,
  LinkButton,
  Notice,
  Panel,
  PostForm,
} from '#ui/components.ts'
import { ChangesTable, Falls } from './delivery.view.tsx'
import {
  changedResources,
  type Decision,
  type Delivery,
  type Published,
  reasonLimit,
  type WayBack,
} from './office-import.model.ts'
import {
  actionWords,
  changedRowsSentence,
  deliveryTitle,
  openSentence,
  outcomeSentence,
  importText as text,
} from './office-import.text.ts'
import { SeenNow } from './parts.view.tsx'

export interface FormProps {
  readonly once: string
  readonly reason: string
  readonly asksPassword: boolean
  readonly errors: readonly FieldError[]
}

interface DecisionFormProps extends FormProps {
  readonly action: Decision['action']
  readonly address: string
  /** What residents see on this page: sent along, so that a decision is about what its maker saw. */
  readonly publicationId: number
}

function DecisionForm({ action, address, publicationId, once, reason, asksPassword, errors }: DecisionFormProps) {
  return (
    <PostForm action={address} idempotencyKey={once}>
      <input type="hidden" name="publikacja" value={publicationId} />
      <Field
        name="powod"
        label={text.reason}
        kind="textarea"
        rows={2}
        hint={text.reasonHint}
        value={reason}
        error={errors.find(({ field }) => field === 'powod')?.message}
        maxlength={reasonLimit}
      />
      <ProofField asked={asksPassword} errors={errors} />
      <Buttons>
        <Button look={action === 'confirm' ? 'main' : 'danger'}>{actionWords[action].button}</Button>
      </Buttons>
    </PostForm>
  )
}

/** Somebody who was quicker is no mistake of whoever fills in the form. */
function Mistakes({ errors }: { readonly errors: readonly FieldError[] }) {
  return errors.every(({ field }) => field === undefined) ? (
    <ErrorSummary errors={errors} title={text.undone} />
  ) : (
    <ErrorSummary errors={errors} />
  )
}

const Open = ({ open }: { readonly open: Decision }) => (
  <Notice tone="info">
    <p>{openSentence(open.requestedBy, open.action, open.requestedAt)}</p>
  </Notice>
)

export interface DecideProps extends FormProps {
  readonly action: 'confirm' | 'refuse'
  readonly published: Published
  readonly delivery: Delivery
  /** One that is being carried out, whoever made it. */
  readonly open: Decision | undefined
}

/** Publishing or refusing a delivery the brake held. */
export function DecideView({ action, published, delivery, open, ...form }: DecideProps) {
  const address = `/biuro/import/${delivery.id}`
  const waits = delivery.state === 'waiting'
  return (
    <>
      <BackLink href={address}>{deliveryTitle(delivery.receivedAt)}</BackLink>
      <Mistakes errors={form.errors} />
      <Panel title={text.consequence}>
        <SeenNow published={published} />
        {waits && action === 'confirm' && delivery.asOf !== null && (
          <p>
            {text.willSee} stan na{' '}
            <strong>
              <DateTimeText at={delivery.asOf} />
            </strong>
            .
          </p>
        )}
        {!waits && form.errors.length === 0 && <p>{text.notWaiting}</p>}
        {waits && <p>{action === 'confirm' ? text.confirmLead : text.refuseLead}</p>}
        {open && form.errors.length === 0 && <Open open={open} />}
        {!waits && <LinkButton href={address}>{text.whatBecame}</LinkButton>}
      </Panel>
      {waits && <Falls report={delivery.report} />}
      {waits && !open && (
        <DecisionForm
          {...form}
          action={action}
          address={`${address}/${actionWords[action].slug}`}
          publicationId={published.publicationId}
        />
      )}
    </>
  )
}

export interface GoBackProps extends FormProps {
  readonly published: Published
  readonly way: WayBack
  readonly open: Decision | undefined
}

/** Going back one publication: what residents will see again, and what disappears for them. */
export function GoBackView({ published, way, open, ...form }: GoBackProps) {
  const { before } = way
  const leads = before !== null && !before.pruned
  return (
    <>
      <BackLink href="/biuro/import">{text.all}</BackLink>
      <Mistakes errors={form.errors} />
      <Panel title={text.consequence}>
        <SeenNow published={published} />
        {published.publicationId > 0 && !leads && <p>{before === null ? text.nothingBefore : text.pruned}</p>}
        {leads && (
          <>
            <DefinitionList
              items={[
                {
                  term: text.willSeeAgain,
                  value: (
                    <>
                      stan na{' '}
                      <strong>
                        <DateTimeText at={before.asOf} />
                      </strong>
                    </>
                  ),
                },
                {
                  term: 'Publikacja',
                  value: <a href={`/biuro/import/${before.deliveryId}`}>nr {before.publicationId}</a>,
                },
                { term: 'Opublikowana', value: <DateTimeText at={before.publishedAt} /> },
              ]}
            />
            <p>{text.rollbackLead}</p>
            <p>{text.rollbackNext(way.sequenceBefore ?? 0)}</p>
          </>
        )}
        {open && form.errors.length === 0 && <Open open={open} />}
      </Panel>
      {leads && (
        <Panel title={text.rollbackUndone} bare>
          <p>
            {changedRowsSentence(way)} {text.rollbackUndoneHint}
          </p>
          <Disclosure summary={text.rollbackAll}>
            <ChangesTable changes={changedResources(way)} caption={text.rollbackUndone} />
          </Disclosure>
        </Panel>
      )}
      {leads && !open && (
        <DecisionForm
          {...form}
          action="rollback"
          address="/biuro/import/cofnij"
          publicationId={published.publicationId}
        />
      )}
    </>
  )
}

/** On the page of the job: what was decided and what came of it. */
export function OutcomeView({ decision }: { readonly decision: Decision & { readonly deliveryId: string } }) {
  const { action, outcome, reason, deliveryId } = decision
  return (
    <>
      {outcome !== null && (
        <Notice tone={outcome === 'done' ? 'success' : 'warning'}>
          <p>{outcomeSentence(action, outcome)}</p>
        </Notice>
      )}
      <Panel title={text.decision}>
        <DefinitionList
          items={[
            { term: text.decision, value: actionWords[action].made },
            { term: text.reason, value: reason },
            { term: text.one, value: <a href={`/biuro/import/${deliveryId}`}>{text.whatBecame}</a> },
          ]}
        />
      </Panel>
    </>
  )
}
