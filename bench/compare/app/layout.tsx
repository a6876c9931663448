import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import './globals.css'

export const metadata: Metadata = {
  title: 'Rachunki i płatności – e-BOK',
  description: 'Portal mieszkańca: rachunki, płatności, liczniki, dokumenty i kontakt z biurem.',
  robots: { index: false },
}

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="pl">
      <body>{children}</body>
    </html>
  )
}
