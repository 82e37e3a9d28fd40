// The load: a process of its own with so many connections, each with one request under way at any time. Plain sockets,
// because an HTTP client costs more than the servers it would measure. Requests are made before the first is sent.

import { connect, type Socket } from 'node:net'
import { SECURITY_KEY, toCallbackBody, toCallbackPath, toGift } from '../books/gift.ts'
import { createHistogram } from './histogram.ts'
import type { LoadMessage, LoadOrder, LoadResult } from './order.ts'

/** Whoever keeps nothing gets these again and again. */
const REPEATED = 5_000
/** Answers that are still missing this long after the end are missing. */
const LAST_ANSWERS_MS = 30_000
/** One of Safaricom's: the tutorial's handler looks at what a caller claims. */
const SAFARICOM = '196.201.214.200'

const order = JSON.parse(process.argv[2] ?? '{}') as LoadOrder
const requests = makeRequests()
const histogram = createHistogram()
let used = 0
let acknowledged = 0
let refused = 0
let answered = 0
let open = 0
let isMeasuring = false
let isOver = false
let isShort = false
let onIdle = () => {}

process.once('message', () => {
  run().then(
    result => tell({ kind: 'result', result }),
    error => tell({ kind: 'failed', because: String(error) }),
  )
})
tell({ kind: 'ready' })

async function run(): Promise<LoadResult> {
  for (let index = 0; index < order.connections; index++) openConnection()
  await pass(order.warmUpMs)
  tell({ kind: 'began' })
  isMeasuring = true
  const beganMs = performance.now()
  await pass(order.measureMs)
  isMeasuring = false
  const seconds = (performance.now() - beganMs) / 1000
  tell({ kind: 'ended' })
  isOver = true
  const { promise: idle, resolve } = Promise.withResolvers<void>()
  onIdle = resolve
  if (open === 0) resolve()
  await Promise.race([idle, pass(LAST_ANSWERS_MS)])
  if (open > 0) throw new Error(`${open} requests were not answered`)
  const [p50Ms, p99Ms] = [histogram.quantile(0.5), histogram.quantile(0.99)]
  return { used, acknowledged, refused, answered, seconds, p50Ms, p99Ms, isShort }
}

/** One request under way at a time; a connection the server ends is opened again. */
function openConnection(): void {
  const socket = connect(order.port, '127.0.0.1')
  let sentMs = 0
  let rest = ''
  open += 1
  socket.setNoDelay(true)
  socket.on('connect', send)
  socket.on('data', (chunk: Buffer) => {
    rest += chunk.toString('latin1')
    const answer = readAnswer(rest)
    if (answer === null) return
    rest = ''
    note(answer.status, performance.now() - sentMs)
    if (!isOver && !answer.isLast) return send()
    close(socket)
    if (!isOver) openConnection()
  })
  socket.on('error', fail)
  socket.on('end', () => fail(new Error('the server ended a connection with a request under way')))

  function send(): void {
    const request = takeRequest()
    if (!request) {
      isShort = true
      isOver = true
      close(socket)
      return
    }
    sentMs = performance.now()
    socket.write(request)
  }
}

function close(socket: Socket): void {
  socket.removeAllListeners('end')
  socket.on('end', () => {})
  socket.destroy()
  open -= 1
  if (open === 0) onIdle()
}

function note(status: number, ms: number): void {
  if (status === 200) acknowledged += 1
  else refused += 1
  if (!isMeasuring) return
  answered += 1
  histogram.add(ms)
}

/** null: it is not whole yet. */
function readAnswer(text: string): { status: number; isLast: boolean } | null {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = text.slice(0, end).toLowerCase()
  const length = head.indexOf('\r\ncontent-length: ')
  const isWhole =
    length >= 0 ? text.length >= end + 4 + Number.parseInt(head.slice(length + 18), 10) : text.endsWith('0\r\n\r\n')
  if (!isWhole) return null
  return { status: Number(head.slice(9, 12)), isLast: head.includes('\r\nconnection: close') }
}

function takeRequest(): Buffer | undefined {
  const request = requests[order.isRepeatable ? used % requests.length : used]
  if (request) used += 1
  return request
}

function makeRequests(): Buffer[] {
  if (order.kind === 'page') {
    return [Buffer.from(`GET ${order.path} HTTP/1.1\r\nHost: localhost:${order.port}\r\nAccept: text/html\r\n\r\n`)]
  }
  const length = order.isRepeatable ? Math.min(REPEATED, order.gifts) : order.gifts
  return Array.from({ length }, (_, index) => makeRequest(order.firstGift + index))
}

function makeRequest(number: number): Buffer {
  const gift = toGift(number)
  const isTutorial = order.kind === 'tutorial'
  const path = isTutorial ? `/api/mpesa/${SECURITY_KEY}` : toCallbackPath(gift)
  const body = toCallbackBody(gift)
  const more = isTutorial ? `X-Forwarded-For: ${SAFARICOM}\r\n` : ''
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${order.port}\r\nContent-Type: application/json\r\n${more}` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function fail(error: Error): void {
  if (isOver && open === 0) return
  tell({ kind: 'failed', because: error.message })
  process.exit(1)
}

function tell(message: LoadMessage): void {
  process.send?.(message)
}

function pass(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms).unref())
}
