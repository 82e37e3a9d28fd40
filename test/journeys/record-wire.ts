// What travels between the site and a browser, as the browser counts it: compressed, with headers, and nothing for what it
// had already.

import { get } from 'node:http'
import type { Page } from 'playwright-core'

export type Kind = 'html' | 'css' | 'js' | 'font' | 'image' | 'other'

export interface Resource {
  readonly url: string
  readonly kind: Kind
  /** Bytes over the wire, headers and all; 0 from the browser's own store. */
  readonly wireBytes: number
  /** Of the body alone, as it was sent. */
  readonly bodyBytes: number
  readonly encoding: string
}

const KINDS: Readonly<Record<string, Kind>> = {
  Document: 'html',
  Stylesheet: 'css',
  Script: 'js',
  Font: 'font',
  Image: 'image',
}

export interface Wire {
  /** What has come since the last time this was asked, once nothing is under way. Streams are never done and not in it. */
  take(): Promise<Resource[]>
}

/** What a page of ours carries besides its body. A service worker that passes a page on hides how much it was. */
const HEADER_BYTES = 1_400
/** Nothing begins for so long: the page has all it asks for. */
const QUIET_MS = 400
const LOOK_EVERY_MS = 50

interface Answered {
  readonly url: string
  readonly kind: Kind
  readonly headers: Readonly<Record<string, string>>
  /** A stream, or an answer whose body no script may ever read: it is not waited for. */
  readonly isOpenEnded: boolean
  readonly isPassedOn: boolean
}

/** Counts from now on. */
export async function recordWire(page: Page): Promise<Wire> {
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  const open = new Map<string, Answered | null>()
  let done: Resource[] = []
  let lastMs = performance.now()

  network.on('Network.requestWillBeSent', ({ requestId }) => {
    lastMs = performance.now()
    open.set(requestId, null)
  })
  network.on('Network.responseReceived', ({ requestId, type, response }) => {
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, text]) => [name.toLowerCase(), text]),
    )
    const isOpenEnded = type === 'EventSource' || type === 'Fetch'
    const isPassedOn = response.fromServiceWorker === true
    open.set(requestId, { url: response.url, kind: KINDS[type] ?? 'other', headers, isOpenEnded, isPassedOn })
  })
  network.on('Network.loadingFailed', ({ requestId }) => open.delete(requestId))
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    lastMs = performance.now()
    const answered = open.get(requestId)
    open.delete(requestId)
    if (!answered) return
    const { url, kind, headers, isPassedOn } = answered
    const bodyBytes = Number(headers['content-length'] ?? 0)
    const wireBytes = isPassedOn ? bodyBytes + HEADER_BYTES : encodedDataLength
    done.push({
      url,
      kind,
      bodyBytes,
      wireBytes,
      encoding: headers['content-encoding'] ?? 'identity',
    })
  })
  const isBusy = () =>
    [...open.values()].some(answered => !answered?.isOpenEnded) || performance.now() - lastMs < QUIET_MS
  return {
    async take() {
      while (isBusy()) await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
      const taken = done
      done = []
      return taken
    },
  }
}

/** Bytes over the wire of one request of its own, headers and all: for what a service worker fetches out of sight. */
export function measure(url: string, encoding: string): Promise<{ wireBytes: number; bodyBytes: number }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { 'accept-encoding': encoding } }, answer => {
      let bodyBytes = 0
      answer.on('data', (chunk: Buffer) => {
        bodyBytes += chunk.length
      })
      answer.once('end', () => resolve({ wireBytes: request.socket?.bytesRead ?? 0, bodyBytes }))
    })
    request.once('error', reject)
  })
}
