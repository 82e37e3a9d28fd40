// A donor without JavaScript, at the site of any host: the form as it was rendered, sent, and the payment's page followed.

/** A form as a browser holds it. */
export interface Form {
  readonly site: string
  readonly paymentId: string
  readonly cookie: string
}

export async function openForm(site: string): Promise<Form> {
  const answer = await fetch(`${site}/give/madarasa`)
  const page = await answer.text()
  const paymentId = /name="paymentId"[^>]*value="([0-9a-f]{32})"|value="([0-9a-f]{32})"[^>]*name="paymentId"/.exec(page)
  const cookie = answer.headers.getSetCookie().map(one => one.split(';')[0] ?? '')
  if (!answer.ok || !paymentId) throw new Error(`${site} shows no form (${answer.status}): ${page.slice(0, 300)}`)
  return { site, paymentId: paymentId[1] ?? paymentId[2] ?? '', cookie: cookie.join('; ') }
}

/** @returns the payment whose page the browser is sent to; null where the form is shown again */
export async function sendForm(form: Form, phone: string, amount = 500): Promise<string | null> {
  const answer = await fetch(`${form.site}/give/madarasa`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: form.site, cookie: form.cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      paymentId: form.paymentId,
      phone,
      amount: 'other',
      otherAmount: String(amount),
    }).toString(),
  })
  await answer.arrayBuffer()
  if (answer.status >= 500) throw new Error(`${form.site} answered ${answer.status}`)
  return /\/pay\/([0-9a-f]{32})/.exec(answer.headers.get('location') ?? '')?.[1] ?? null
}

export interface Follower {
  /** Resolves when the page is told this status. */
  until(status: string): Promise<void>
  stop(): void
}

/** Listens to a payment's page as a browser does. Resolves once the first status is there. */
export async function follow(site: string, paymentId: string): Promise<Follower> {
  const stop = new AbortController()
  const answer = await fetch(`${site}/pay/${paymentId}/events`, { signal: stop.signal })
  if (!answer.ok || !answer.body) throw new Error(`${site} tells nothing of ${paymentId} (${answer.status})`)
  let heard = ''
  let onHeard = () => {}
  const read = async () => {
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      heard += Buffer.from(chunk).toString('utf8')
      onHeard()
    }
  }
  read().catch(() => {})
  const until = (status: string) =>
    new Promise<void>(resolve => {
      const look = () => {
        if (heard.includes(`"status":"${status}"`)) resolve()
      }
      onHeard = look
      look()
    })
  return { until, stop: () => stop.abort() }
}
