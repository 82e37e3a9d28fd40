// The front of Daraja: finds the endpoint, lets the weather act, checks the token, and writes down what was asked and
// answered.

import { isLedgerFull } from '../charge.ts'
import { type Core, faultStrikes, runStep } from '../core.ts'
import { drawText } from '../seeded-random.ts'
import { answerSmsGateway, isForSmsGateway } from '../sms/gateway.ts'
import { checkToken, generateToken } from './access-tokens.ts'
import { answerAccountBalance } from './account-balance.ts'
import { answerC2bRegister } from './c2b-register.ts'
import { answerC2bSimulate } from './c2b-simulate.ts'
import { answerDynamicQr } from './dynamic-qr.ts'
import { answerPullQuery, answerPullRegister } from './pull-transactions.ts'
import {
  type DarajaAnswer,
  type DarajaReply,
  type DarajaRequest,
  refuse,
  refuseBusy,
  refuseMethod,
  refusePath,
} from './reply.ts'
import { answerReversal } from './reversal.ts'
import { answerStkPush } from './stk-push.ts'
import { answerStkQuery } from './stk-query.ts'
import { answerTransactionStatus } from './transaction-status.ts'

const TOKEN_PATH = '/oauth/v1/generate'

interface Endpoint {
  answer(core: Core, body: string): DarajaAnswer | Promise<DarajaAnswer>
  /** Which of its two ways of refusing a token Daraja uses here. */
  readonly echoesToken: boolean
  /** Whether it adds to the ledger, or to what has to be told. */
  readonly needsRoom?: boolean
  /** Pull Transactions is documented with GET and a body, and used with POST. */
  readonly allowsGet?: boolean
}

const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['/mpesa/stkpush/v1/processrequest', { answer: answerStkPush, echoesToken: false, needsRoom: true }],
  ['/mpesa/stkpushquery/v1/query', { answer: answerStkQuery, echoesToken: false }],
  ['/mpesa/reversal/v1/request', { answer: answerReversal, echoesToken: false, needsRoom: true }],
  ['/mpesa/qrcode/v1/generate', { answer: answerDynamicQr, echoesToken: false }],
  ['/mpesa/c2b/v1/registerurl', { answer: (core, body) => answerC2bRegister(core, body, 1), echoesToken: true }],
  ['/mpesa/c2b/v2/registerurl', { answer: (core, body) => answerC2bRegister(core, body, 2), echoesToken: true }],
  ['/mpesa/c2b/v1/simulate', { answer: answerC2bSimulate, echoesToken: true, needsRoom: true }],
  ['/mpesa/c2b/v2/simulate', { answer: answerC2bSimulate, echoesToken: true, needsRoom: true }],
  ['/mpesa/transactionstatus/v1/query', { answer: answerTransactionStatus, echoesToken: true, needsRoom: true }],
  ['/mpesa/accountbalance/v1/query', { answer: answerAccountBalance, echoesToken: true, needsRoom: true }],
  ['/pulltransactions/v1/register', { answer: answerPullRegister, echoesToken: true }],
  ['/pulltransactions/v1/query', { answer: answerPullQuery, echoesToken: true, allowsGet: true }],
])

/** Answers one request to Daraja. */
export async function handleDaraja(core: Core, request: DarajaRequest): Promise<DarajaAnswer> {
  const atMs = core.agenda.nowMs()
  const { life } = core
  const answer = runStep(core, () => route(core, request))
  const known = answer instanceof Promise ? await answer : answer
  if (core.life === life) record(core, request, atMs, known)
  return known
}

function route(core: Core, request: DarajaRequest): DarajaAnswer | Promise<DarajaAnswer> {
  const path = request.path.split('?', 1)[0] ?? ''
  if (isForSmsGateway(path)) return answerSmsGateway(core, request)
  if (faultStrikes(core, 'outage')) return refuseOutage(core)
  if (path === TOKEN_PATH) return request.method === 'GET' ? generateToken(core, request) : refuseMethod(core)
  const endpoint = ENDPOINTS.get(path)
  if (endpoint === undefined) return refusePath(core)
  const isAllowed = request.method === 'POST' || (endpoint.allowsGet === true && request.method === 'GET')
  if (!isAllowed) return refuseMethod(core)
  if (faultStrikes(core, 'throttle')) return refuseThrottled(core)
  const refusal = refuseToken(core, request, endpoint)
  if (refusal !== null) return refusal
  return endpoint.needsRoom && isLedgerFull(core) ? refuseBusy(core) : endpoint.answer(core, request.body)
}

function refuseToken(core: Core, request: DarajaRequest, endpoint: Endpoint): DarajaReply | null {
  const problem = checkToken(core, request.headers.authorization)
  if (problem === null) return null
  if (problem === 'no-header') return refuse(core, 404, '404.001.04', 'Invalid Authentication Header')
  if (!endpoint.echoesToken) return refuse(core, 404, '404.001.03', 'Invalid Access Token')
  return refuse(core, 401, '401.002.01', `Error Occurred - Invalid Access Token - ${problem.refused}`)
}

function refuseThrottled(core: Core): DarajaReply {
  core.events.tell('fault', () => 'Refused a request: too many at once, says the weather.')
  return refuse(core, 500, '500.003.02', 'Error Occurred: Spike Arrest Violation')
}

/** The firewall in front of Daraja answers, and not in JSON. Nothing behind it has heard of the request. */
function refuseOutage(core: Core): DarajaReply {
  core.events.tell('fault', () => 'Safaricom is out: answered 503.')
  const incident = `${drawText(core.random, '0123456789', 18)}-${drawText(core.random, '0123456789', 4)}`
  return {
    status: 503,
    headers: { 'content-type': 'text/html' },
    body: `Request unsuccessful. Incapsula incident ID: ${incident}`,
  }
}

function record(core: Core, request: DarajaRequest, atMs: number, answer: DarajaAnswer): void {
  const status = answer === 'cut' ? 0 : answer.status
  core.requestLog.add({
    at: new Date(atMs).toISOString(),
    method: request.method,
    path: request.path,
    headers: request.headers as Readonly<Record<string, string>>,
    body: request.body,
    status,
    response: answer === 'cut' ? '' : answer.body,
  })
  const { method, path } = request
  core.events.tell('request', () => {
    const how = status === 0 ? 'cut the connection instead of answering' : `answered ${status}`
    return `${method} ${path.split('?', 1)[0]}: ${how}.`
  })
}
