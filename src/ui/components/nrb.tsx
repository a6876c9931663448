import { formatNrb } from '#kernel/nrb.ts'

interface NrbTextProps {
  readonly nrb: string
  /** Whose account, for the screen reader's copy button: "eksploatacja i media". */
  readonly of?: string
}

/** A bank account number in its usual groups; a narrow screen may break it between them, never inside. The copy button appears where the script can copy. */
export function NrbText({ nrb, of }: NrbTextProps) {
  return (
    <span class="nrb">
      <span class="nrb-digits">{formatNrb(nrb).replaceAll('\u00a0', ' ')}</span>
      <button type="button" class="button button-quiet" data-copy={nrb} hidden>
        Kopiuj<span class="unseen"> numer konta{of === undefined ? '' : `: ${of}`}</span>
      </button>
    </span>
  )
}
