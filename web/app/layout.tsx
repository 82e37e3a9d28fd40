import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
// Named here so that the frame of the pages and what forms do travel in the script all pages share, and not once more in that
// of each: a campaign has them, and the page that waits comes after it.
import '../components/cloth/cloth-frame.tsx'
import '../components/cloth/motifs.tsx'
import '../components/cloth/pindo-strip.tsx'
import '../components/form/form-script.tsx'
import { OfflineNotice } from '../components/offline/offline-notice.tsx'
import { readVisitor } from '../server/visitor.ts'
import { bricolage } from './fonts.ts'
import './globals.css'

export const metadata: Metadata = {
  title: 'Harambee',
  formatDetection: { telephone: false },
  manifest: '/manifest.webmanifest',
}

export const viewport: Viewport = { themeColor: '#fbf6ec', colorScheme: 'light' }

/** The frame of every page. Reading the visitor makes every page dynamic, as their forms and nonces need. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const { language, words } = await readVisitor()
  return (
    <html lang={language} className={bricolage.variable}>
      <body>
        <a className="skip" href="#page">
          {words.site.skip}
        </a>
        {children}
        <OfflineNotice language={language} />
      </body>
    </html>
  )
}
