'use client'

import { useState } from 'react'

/** Copies the number of a bank account. */
export function CopyButton({ nrb }: { readonly nrb: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <button
      type="button"
      onClick={async () => {
        await navigator.clipboard.writeText(nrb)
        setCopied(true)
      }}
    >
      {copied ? 'Skopiowano' : 'Kopiuj'}
    </button>
  )
}
