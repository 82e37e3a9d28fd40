// The package's front door: everything a program that talks to Daraja needs.

export {
  type AccessToken,
  type AccessTokenStore,
  createMemoryTokenStore,
} from './access-token.ts'
export { type C2bRegistrationAnswer, type C2bUrls, findForbiddenWord } from './c2b-register.ts'
export type {
  C2bCallback,
  Callback,
  CallbackFacts,
  ResultCallback,
  StkCallback,
  UnrecognisedCallback,
} from './callback-facts.ts'
export { parseCallback, readCallback } from './callbacks.ts'
export { createDaraja, DARAJA_URLS, type Daraja, type DarajaConfiguration } from './client.ts'
export { type ConfirmationSms, MAX_SMS_LENGTH, parseConfirmationSms } from './confirmation-sms.ts'
export {
  parseEastAfricaTime,
  toEastAfricaClock,
  toEastAfricaDateTime,
  toEastAfricaDay,
  toEastAfricaTimestamp,
} from './east-africa-time.ts'
export {
  DarajaConfigurationError,
  type DarajaProblem,
  type DarajaProblemReason,
  type Rejected,
  type Unknown,
} from './errors.ts'
export {
  formatShillings,
  groupThousands,
  isShillings,
  MAX_TRANSACTION_KES,
  type MoneyProblem,
  parseShillings,
  parseWireAmount,
  type Shillings,
} from './money.ts'
export {
  isPhoneNumber,
  maskPhoneNumber,
  maskPhoneNumberForPayer,
  type PhoneNumber,
  type PhoneNumberProblem,
  parsePhoneNumber,
  parseWirePhoneNumber,
  toLocalPhoneNumber,
} from './phone-number.ts'
export {
  PULL_WINDOW_MS,
  type PullAnswer,
  type PulledPage,
  type PulledReceipt,
  type PullRegistration,
} from './pull-transactions.ts'
export { listReceiptSpellings, type ReceiptCodeProblem } from './receipt-code.ts'
export {
  explainResultCode,
  type FailureReason,
  type Fault,
  listResultCodes,
  type ResultCodeMeaning,
  type RetryAdvice,
} from './result-codes.ts'
export { type StkPush, type StkPushAccepted, type StkPushAnswer, toPromptText } from './stk-push.ts'
export type { StkQueryAccepted, StkQueryAnswer } from './stk-query.ts'
export {
  type Initiator,
  readTransactionStatus,
  type TransactionStatus,
  type TransactionStatusAnswer,
} from './transaction-status.ts'
export {
  fetchTransport,
  MAX_ANSWER_BYTES,
  NotSent,
  provesNotSent,
  type Transport,
  type TransportAnswer,
  type TransportRequest,
} from './transport.ts'
