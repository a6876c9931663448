/** What is decided about a mail that came, from what is known of it. Pure, so that every case is a line in a table of tests. */

/** Where a mail led: by the token in an address, or by a Message-ID of ours it refers to. */
export interface Lead {
  readonly threadId: string
  /** None in a matter of a person without a login. */
  readonly loginId: string | null
}

export interface Evidence {
  readonly lead: Lead | undefined
  /** The mail is one of ours that came back to the office's own mailbox. */
  readonly ours: boolean
  readonly automatic: boolean
  readonly report: { readonly failed: boolean; readonly aboutOurs: boolean } | undefined
  readonly senderListed: boolean
  /** By the trusted server; undefined when none is configured. */
  readonly authenticated: boolean | undefined
}

export type Verdict =
  | 'answer'
  /** A mail of ours was given up by a server on its way. */
  | 'bounce'
  | 'automatic'
  | 'own'
  | 'foreignSender'
  | 'notAuthenticated'
  /** No business of ours: left where it lies, not recorded. */
  | 'other'

export function judge(evidence: Evidence): Verdict {
  const { lead, ours, automatic, report, senderListed, authenticated } = evidence
  if (ours) return 'own'
  if (report?.aboutOurs) return report.failed ? 'bounce' : 'automatic'
  if (!lead) return 'other'
  // A program's answer to our mail is nobody's answer, whoever it is from: absence notes would write to residents for weeks.
  if (automatic) return 'automatic'
  if (!senderListed) return 'foreignSender'
  return authenticated === false ? 'notAuthenticated' : 'answer'
}
