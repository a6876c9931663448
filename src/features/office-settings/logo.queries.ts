import { statement, type Tx } from '#platform/db/database.ts'

interface LogoFile {
  readonly contentType: string
  readonly content: Buffer
}

const addressStatement = statement<[], { readonly address: string | null }>(
  'settings.logoAddress',
  `select '/logo/' || l.sha256 || case l.content_type when 'image/png' then '.png' else '.jpg' end as address
     from cooperative c left join cooperative_logos l on l.sha256 = c.logo_sha256`,
)
const logoStatement = statement<[sha256: string], LogoFile>(
  'settings.logo',
  'select content_type as "contentType", content from cooperative_logos where sha256 = $1',
)

/** Where the present logo is; undefined when there is none. */
export const logoAddress = async (tx: Tx): Promise<string | undefined> =>
  (await tx.one(addressStatement, [])).address ?? undefined
/** A logo by its hash; one that was replaced is kept, because pages sent before still show it. */
export const logo = (tx: Tx, sha256: string): Promise<LogoFile | undefined> => tx.maybe(logoStatement, [sha256])
