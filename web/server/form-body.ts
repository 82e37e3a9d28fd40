// Reads a form whole, within limits, and hands it to Next.js in the one shape it takes. A browser without JavaScript, a
// form left open over a redeploy and a script with `curl -d` all end in the same action: what the outside relies on is
// the fields of the form, not the name Next.js gave the action in some build.

import { IncomingMessage } from 'node:http'

/** Our forms are under 1 KiB. */
export const MAX_FORM_BYTES = 16 * 1024

/** What is larger than a form is read, and forgotten, up to this. */
const MAX_READ_BYTES = 256 * 1024

/** Ours have at most sixteen fields. */
const MAX_FIELDS = 32

/** How React names the action a form without JavaScript posts to. */
const ACTION_FIELD = /^\$ACTION_/

export type FormProblem = 'tooLarge' | 'badRequest'

/** Reads the fields. Files are no part of our forms. */
export async function readForm(request: IncomingMessage): Promise<FormData | FormProblem> {
  const body = await readBody(request)
  if (body === null) return 'tooLarge'

  let parsed: FormData
  try {
    const type = request.headers['content-type'] ?? ''
    parsed = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  } catch {
    return 'badRequest'
  }
  const fields = new FormData()
  let count = 0
  for (const [name, value] of parsed) {
    if (typeof value !== 'string') return 'badRequest'
    count += 1
    if (count > MAX_FIELDS) return 'badRequest'
    if (!ACTION_FIELD.test(name)) fields.append(name, value)
  }
  return fields
}

/**
 * Reads a body to its end, keeping no more than a form of ours can hold: whoever sends more still reads our answer,
 * unless they send far more.
 * @returns null where it is larger than a form of ours
 */
export function readBody(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_READ_BYTES) return Promise.resolve(null)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= MAX_FORM_BYTES) chunks.push(chunk)
      if (length <= MAX_READ_BYTES) return
      request.pause()
      resolve(null)
    })
    request.once('end', () => resolve(length > MAX_FORM_BYTES ? null : Buffer.concat(chunks)))
    request.once('error', reject)
    request.once('close', () => reject(new Error('the request ended before its body did')))
  })
}

/**
 * The same request with these fields.
 * @param actionId the action of the build that is running, where the form is for it
 */
export async function repackForm(
  request: IncomingMessage,
  fields: FormData,
  actionId: string | null,
): Promise<IncomingMessage> {
  if (actionId !== null) fields.set(`$ACTION_ID_${actionId}`, '')
  const packed = new Response(fields)
  const body = Buffer.from(await packed.arrayBuffer())

  const { 'transfer-encoding': _chunked, ...headers } = request.headers
  const copy = new IncomingMessage(request.socket)
  Object.assign(copy, { method: request.method, url: request.url, httpVersion: request.httpVersion })
  copy.headers = {
    ...headers,
    'content-type': packed.headers.get('content-type') ?? 'multipart/form-data',
    'content-length': String(body.length),
  }
  copy.push(body)
  copy.push(null)
  copy.complete = true
  return copy
}
