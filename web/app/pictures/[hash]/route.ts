// `GET /pictures/<hash>`: a campaign's picture, byte for byte. Its name is the hash of its bytes, so it may be kept for ever.

import { engine } from '../../../server/engine.ts'

interface Context {
  readonly params: Promise<{ hash: string }>
}

const FOREVER = 'public, max-age=31536000, immutable'

export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { hash } = await params
  const picture = /^[0-9a-f]{64}$/.test(hash)
    ? await engine()
        .findPicture(hash)
        .catch(() => 'unavailable' as const)
    : null
  if (picture === 'unavailable') return toProblem(503)
  if (picture === null) return toProblem(404)
  return new Response(new Uint8Array(picture.bytes), {
    headers: { 'Content-Type': picture.mediaType, 'Cache-Control': FOREVER },
  })
}

function toProblem(status: number): Response {
  return new Response(null, { status, headers: { 'Cache-Control': 'no-store' } })
}
