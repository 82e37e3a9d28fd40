// The real site, as a browser without JavaScript uses it: forms read from its pages, fields changed at will, answers as they
// come.

import assert from 'node:assert/strict'
import type { DatabaseKind } from '../crash/open-world.ts'
import { createPostgresDatabase } from '../crash/postgres-server.ts'
import { type CleanUps, lastFirst } from '../journeys/clean-ups.ts'
import { type Harambee, startHarambee } from '../journeys/start-harambee.ts'

/** Fields in the order they are sent; a name may stand there twice. */
export type Fields = readonly (readonly [name: string, value: string])[]

export interface Visit {
  /** Reads a page with the browser's cookie. */
  read(path: string): Promise<{ status: number; html: string }>
  /** Sends a form. */
  send(path: string, fields: Fields): Promise<{ status: number; location: string | null; html: string }>
  /** A payment id as the site puts it into a form. */
  newPaymentId(path: string): Promise<string>
  /** What a browser keeps of whoever gave. */
  readonly cookie: string
}

/** Everything as `npm start` runs it, on either database. */
export async function startSite(
  context: CleanUps,
  kind: DatabaseKind,
  environment: NodeJS.ProcessEnv = {},
): Promise<Harambee> {
  const cleanUps = lastFirst(context)
  const database = kind === 'PostgreSQL' ? { DATABASE_URL: await createPostgresDatabase(cleanUps) } : {}
  return startHarambee(cleanUps, { ...database, ...environment })
}

/** A browser that has looked at the campaign once. */
export async function visit(site: string, campaign = 'madarasa'): Promise<Visit> {
  const first = await fetch(`${site}/give/${campaign}`)
  await first.text()
  const cookie = (first.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
  assert.match(cookie, /giver=/)

  async function read(path: string) {
    const answer = await fetch(site + path, { headers: { cookie } })
    return { status: answer.status, html: await answer.text() }
  }
  return {
    cookie,
    read,
    async send(path, fields) {
      const body = new URLSearchParams(fields.map(([name, value]) => [name, value]))
      const answer = await fetch(site + path, {
        method: 'POST',
        headers: { cookie, origin: site, 'sec-fetch-site': 'same-origin' },
        redirect: 'manual',
        body,
      })
      return { status: answer.status, location: answer.headers.get('location'), html: await answer.text() }
    },
    async newPaymentId(path) {
      const { html } = await read(path)
      const id = /name="paymentId" value="([0-9a-f]{32})"/.exec(html)?.[1]
      assert.ok(id, 'the page has no form')
      return id
    },
  }
}

/** The pushes Safaricom was sent, oldest first. */
export async function listPushes({ safaricom }: Harambee): Promise<Record<string, string>[]> {
  const requests = await safaricom.requests()
  const pushes = requests.filter(({ path }) => path.includes('/stkpush/'))
  return pushes.map(({ body }) => JSON.parse(body) as Record<string, string>).reverse()
}
