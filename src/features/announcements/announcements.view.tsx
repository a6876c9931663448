import { sizeText } from '#features/documents/public.ts'
import {
  BackLink,
  Button,
  DateText,
  DateTimeText,
  DefinitionList,
  DownloadBar,
  EmptyState,
  Notice,
  Pagination,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import {
  type Announcement,
  type AnnouncementHead,
  type Attachment,
  type Block,
  blocksOf,
  excerptOf,
  type ListedAnnouncement,
} from './announcements.model.ts'
import {
  attachmentsCount,
  audienceText,
  expiredSentence,
  announcementsText as text,
  unreadSentence,
} from './announcements.text.ts'

/** The same announcements are read before and after signing in and, before they are published, in the office. */
export type Base = '/wiadomosci' | '/wiadomosci-publiczne' | '/biuro/ogloszenia'

interface ListProps {
  readonly announcements: readonly ListedAnnouncement[]
  readonly archive: boolean
  /** On all pages together. */
  readonly unreadCount: number
  readonly markedAll: boolean
  readonly page: number
  readonly pages: number
  readonly href: (page: number) => string
}

export function ListView(props: ListProps) {
  const { announcements, archive, unreadCount } = props
  const seenAt = announcements[0]?.seenAt
  return (
    <>
      {props.markedAll && (
        <Notice tone="success" live>
          <p>{text.markedAll}</p>
        </Notice>
      )}
      {announcements.length === 0 ? (
        <EmptyState sentence={archive ? text.noneArchived : text.none} />
      ) : (
        <>
          <p>{archive ? text.archiveHint : unreadSentence(unreadCount)}</p>
          {!archive && unreadCount > 0 && seenAt !== undefined && (
            <PostForm action="/wiadomosci/przeczytane">
              <input type="hidden" name="widziane" value={String(seenAt)} />
              <Button look="plain">{text.markAll}</Button>
            </PostForm>
          )}
          {announcements.map((announcement) => (
            <Item announcement={announcement} />
          ))}
        </>
      )}
      <Pagination page={props.page} pages={props.pages} label="Strony wiadomości" href={props.href} />
    </>
  )
}

function Item({ announcement }: { readonly announcement: ListedAnnouncement }) {
  const { id, important, unread, attachments, visibleTo, changedAt } = announcement
  const headingId = `wiadomosc-${id}`
  return (
    <article class="panel" aria-labelledby={headingId}>
      <div class="panel-head">
        <h2 id={headingId}>
          <a href={`/wiadomosci/${id}`}>{announcement.title}</a>
        </h2>
        {(important || unread) && (
          <div class="panel-aside">
            {important && <StateBadge tone="late">{text.important}</StateBadge>}{' '}
            {unread && <StateBadge tone="info">{text.unread}</StateBadge>}
          </div>
        )}
      </div>
      <p>{excerptOf(announcement.opening)}</p>
      <p class="hint">
        <DateText on={announcement.visibleFrom} />
        {changedAt !== null && (
          <>
            {', zmieniona '}
            <DateTimeText at={changedAt} />
          </>
        )}
        {visibleTo !== null && (
          <>
            {', ważna do '}
            <DateText on={visibleTo} />
          </>
        )}
        {', dotyczy: '}
        {audienceText(announcement)}
        {attachments > 0 && `, ${attachmentsCount(attachments)}`}
      </p>
    </article>
  )
}

interface AnnouncementProps {
  readonly base: Base
  readonly announcement: Announcement
  readonly attachments: readonly Attachment[]
}

export function AnnouncementView({ base, announcement, attachments }: AnnouncementProps) {
  const { visibleTo, expired, changedAt } = announcement
  const signedIn = base === '/wiadomosci'
  const visitor = base === '/wiadomosci-publiczne'
  return (
    <>
      {signedIn && expired && <BackLink href="/wiadomosci?pokaz=archiwum">{text.allArchived}</BackLink>}
      {signedIn && !expired && <BackLink href="/wiadomosci">{text.allCurrent}</BackLink>}
      {visitor && <BackLink href="/zaloguj">{text.backToSignIn}</BackLink>}
      {expired && visibleTo !== null && (
        <Notice tone="info">
          <p>{expiredSentence(visibleTo)}</p>
        </Notice>
      )}
      <div class="panel">
        {announcement.important && (
          <p>
            <StateBadge tone="late">{text.important}</StateBadge>
          </p>
        )}
        {blocksOf(announcement.body).map((block) => (
          <BlockView block={block} />
        ))}
      </div>
      {attachments.length > 0 && (
        <Panel title={text.attachments}>
          <ul>
            {attachments.map((attachment) => (
              <AttachmentItem base={base} attachment={attachment} />
            ))}
          </ul>
        </Panel>
      )}
      <DefinitionList
        items={[
          { term: 'Z dnia', value: <DateText on={announcement.visibleFrom} /> },
          ...(changedAt === null ? [] : [{ term: 'Zmieniona', value: <DateTimeText at={changedAt} /> }]),
          ...(visibleTo === null ? [] : [{ term: 'Ważna do', value: <DateText on={visibleTo} /> }]),
          { term: 'Dotyczy', value: audienceText(announcement) },
        ]}
      />
      {(signedIn || visitor) && <DownloadBar links={[]} />}
    </>
  )
}

function BlockView({ block }: { readonly block: Block }) {
  if (block.kind === 'paragraph') {
    return (
      <p>
        {block.lines.map((line, index) => (
          <>
            {index > 0 && <br />}
            {line}
          </>
        ))}
      </p>
    )
  }
  const items = block.lines.map((line) => <li>{line}</li>)
  return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
}

/** Two links a screen reader can tell from those of the next attachment. */
function AttachmentItem({ base, attachment }: { readonly base: Base; readonly attachment: Attachment }) {
  const { title, fileId, sizeBytes } = attachment
  return (
    <li>
      {title}
      <p class="file-links">
        <a href={`${base}/pliki/${fileId}`}>
          Otwórz PDF<span class="unseen">: {title}</span>
        </a>{' '}
        <a href={`${base}/pliki/${fileId}/pobierz`} download>
          Pobierz<span class="unseen">: {title}</span>
        </a>{' '}
        <span class="hint">PDF, {sizeText(sizeBytes)}</span>
      </p>
    </li>
  )
}

/** What everybody may read, for the sign-in page. Nothing when there is nothing. */
export function PublicAnnouncements({ announcements }: { readonly announcements: readonly AnnouncementHead[] }) {
  if (announcements.length === 0) return null
  return (
    <Panel title={text.publicTitle}>
      <ul>
        {announcements.map(({ id, title, important, visibleFrom }) => (
          <li>
            <a href={`/wiadomosci-publiczne/${id}`}>{title}</a>{' '}
            {important && <StateBadge tone="late">{text.important}</StateBadge>}
            <span class="hint">
              <DateText on={visibleFrom} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
