// Addresses no other page has. A page of its own, not `not-found.tsx`: Next.js sends that one along with every page.

import type { Metadata } from 'next'
import { NotHere } from '../../components/not-here.tsx'
import { readVisitor } from '../../server/visitor.ts'

export const metadata: Metadata = { title: '404 · Harambee', robots: { index: false } }

export default async function NowherePage() {
  return <NotHere visitor={await readVisitor()} />
}
