// Everything that can go wrong between us and Daraja, answered as a value that says the one thing money asks:
// did it have an effect? `none`: nobody was prompted. `unknown`: somebody may have been, and only Daraja can tell.

/** Why a call has no result. */
export type DarajaProblemReason =
  /** 400.*: a field Daraja does not accept. Fix it; the same request will fail again. */
  | 'invalid-request'
  /** Consumer key or secret refused, or the token refused twice. */
  | 'unauthorised'
  /** 404.001.01, 405.001: not a resource or method of this API. */
  | 'no-such-resource'
  /** 500.001.1001 "Merchant does not exist", "Wrong credentials": short code, passkey or environment is wrong. */
  | 'merchant'
  /** 500.001.1001 "Unable to lock subscriber": the payer has another transaction open. */
  | 'payer-busy'
  /** 429, 500.003.02, 500.003.03: too many requests, or M-PESA is too busy. */
  | 'throttled'
  /** The connection could not be opened at all. */
  | 'unreachable'
  /** No answer in time, a connection that broke, an answer that is none (HTML, half a JSON), any other 5xx. */
  | 'no-answer'

/** A problem, safe to log: secrets and tokens are taken out of `message`. */
export interface DarajaProblem {
  readonly reason: DarajaProblemReason
  readonly effect: 'none' | 'unknown'
  /** Daraja's own code, e.g. `400.002.02`; null where there was no readable body. */
  readonly errorCode: string | null
  readonly message: string
  /** 0 where there was no HTTP answer. */
  readonly httpStatus: number
}

/** Refused: it had no effect, for certain. */
export interface Rejected {
  readonly outcome: 'rejected'
  readonly problem: DarajaProblem & { readonly effect: 'none' }
}

/** Nobody knows whether it had an effect. Never treat it as failed, never send it again. */
export interface Unknown {
  readonly outcome: 'unknown'
  readonly problem: DarajaProblem & { readonly effect: 'unknown' }
}

/** Raised by `createDaraja` when it cannot possibly work; lists every problem, never the secret values. */
export class DarajaConfigurationError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`Daraja client is not set up:\n- ${problems.join('\n- ')}`)
    this.name = 'DarajaConfigurationError'
    this.problems = problems
  }
}

/** A refused call, as a value. */
export function rejected(
  reason: DarajaProblemReason,
  details: { errorCode?: string | null; message: string; httpStatus?: number },
): Rejected {
  return {
    outcome: 'rejected',
    problem: {
      reason,
      effect: 'none',
      errorCode: details.errorCode ?? null,
      message: details.message,
      httpStatus: details.httpStatus ?? 0,
    },
  }
}

/** A call whose effect nobody knows, as a value. */
export function unknown(details: { errorCode?: string | null; message: string; httpStatus?: number }): Unknown {
  return {
    outcome: 'unknown',
    problem: {
      reason: 'no-answer',
      effect: 'unknown',
      errorCode: details.errorCode ?? null,
      message: details.message,
      httpStatus: details.httpStatus ?? 0,
    },
  }
}
