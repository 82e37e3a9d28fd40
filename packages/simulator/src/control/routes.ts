// The control API: which request under `/_sim/` does what. Bodies and answers are JSON; refusals say what to do.

import { type Core, currentFaults, runStep } from '../core.ts'
import { MAX_LOGGED_REQUESTS } from '../request-log.ts'
import { answerByHand, resendCallback, setFaults, setSubscriber } from './act.ts'
import { listCallbacks, listOpenPrompts, lookAtPhone, lookAtSubscriber, walkLedger } from './look.ts'
import { done, type Outcome } from './outcome.ts'
import { payFromMenu } from './pay-from-menu.ts'
import { advanceClock, lookAtClock, startOver } from './time.ts'

/** A control request. The path is without its query string. */
export interface ControlRequest {
  readonly method: string
  readonly path: string
  readonly body: string
}

/** Its answer; `value` is to be written as JSON. */
export interface ControlReply {
  readonly status: number
  readonly value: unknown
  /** For 405: the methods this path does take. */
  readonly allow?: string
}

interface Asked {
  readonly core: Core
  /** What stands in the path where the route has a `*`. */
  readonly id: string
  readonly body: Record<string, unknown>
}
type Handler = (asked: Asked) => Outcome<unknown> | Promise<Outcome<unknown>>

const step = (core: Core, work: () => Outcome<unknown>) => runStep(core, work)

const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  prompts: { GET: ({ core }) => done(listOpenPrompts(core)) },
  'prompts/*': {
    POST: ({ core, id, body }) => step(core, () => answerByHand(core, id, body.action, body.pin)),
  },
  'subscribers/*': {
    GET: ({ core, id }) => lookAtSubscriber(core, id),
    PUT: ({ core, id, body }) => step(core, () => setSubscriber(core, id, body)),
  },
  'phones/*': { GET: ({ core, id }) => lookAtPhone(core, id) },
  faults: {
    GET: ({ core }) => done(currentFaults(core)),
    PUT: ({ core, body }) => step(core, () => setFaults(core, body)),
  },
  ledger: { GET: ({ core }) => done(walkLedger(core)) },
  requests: { GET: ({ core }) => done(core.requestLog.newest(MAX_LOGGED_REQUESTS)) },
  callbacks: { GET: ({ core }) => done(listCallbacks(core)) },
  'callbacks/*/resend': { POST: ({ core, id }) => step(core, () => resendCallback(core, id)) },
  paybill: { POST: ({ core, body }) => payFromMenu(core, body) },
  clock: {
    GET: ({ core }) => done(lookAtClock(core)),
    POST: ({ core, body }) => advanceClock(core, body.advanceMs),
  },
  reset: { POST: ({ core, body }) => startOver(core, body.seed) },
}

/** Answers one control request. */
export async function handleControl(core: Core, request: ControlRequest): Promise<ControlReply> {
  const { route, id } = toRoute(request.path)
  const methods = Object.hasOwn(ROUTES, route) ? ROUTES[route] : undefined
  if (methods === undefined) {
    const known = Object.keys(ROUTES).map(name => `/_sim/${name}`)
    return refuse(404, 'not-found', `There is no ${request.path.slice(0, 100)}; there are: ${known.join(', ')}.`)
  }
  const handler = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined
  if (handler === undefined) {
    const allow = Object.keys(methods).join(', ')
    return { ...refuse(405, 'method-not-allowed', `${request.path} takes ${allow} only.`), allow }
  }
  const body = parseBody(request)
  if (body === null) return refuse(400, 'invalid', 'The body must be a JSON object, like {"action":"pay"}.')
  const outcome = await handler({ core, id, body })
  return outcome.ok ? { status: 200, value: outcome.value } : refuse(outcome.status, outcome.code, outcome.message)
}

function refuse(status: number, code: string, message: string): ControlReply {
  return { status, value: { error: { code, message } } }
}

/** `/_sim/prompts/ws_CO_1` → `prompts/*` and `ws_CO_1`. */
function toRoute(path: string): { route: string; id: string } {
  const [name = '', id, ...rest] = path
    .replace(/^\/_sim\/?/, '')
    .replace(/\/$/, '')
    .split('/')
  return id === undefined ? { route: name, id: '' } : { route: [name, '*', ...rest].join('/'), id: decode(id) }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function parseBody({ method, body }: ControlRequest): Record<string, unknown> | null {
  if (method === 'GET' || body.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
