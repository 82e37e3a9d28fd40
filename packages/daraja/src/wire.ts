// Daraja's own spellings, misspellings included, exactly as they travel. Nothing outside this package uses them.

/** `GET /oauth/v1/generate`. `expires_in` is text in most captures and a number in the newest documentation. */
export interface WireAccessToken {
  access_token?: unknown
  expires_in?: unknown
}

/** Body of `POST /mpesa/stkpush/v1/processrequest`. */
export interface WireStkPushRequest {
  BusinessShortCode: string
  Password: string
  Timestamp: string
  TransactionType: 'CustomerPayBillOnline' | 'CustomerBuyGoodsOnline'
  Amount: number
  PartyA: string
  PartyB: string
  PhoneNumber: string
  CallBackURL: string
  AccountReference: string
  TransactionDesc: string
}

/** Its answer. `ResponseCode` "0" means accepted, not paid. */
export interface WireStkPushResponse {
  MerchantRequestID?: unknown
  CheckoutRequestID?: unknown
  ResponseCode?: unknown
  ResponseDescription?: unknown
  CustomerMessage?: unknown
}

/** Body of `POST /mpesa/stkpushquery/v1/query`. */
export interface WireStkQueryRequest {
  BusinessShortCode: string
  Password: string
  Timestamp: string
  CheckoutRequestID: string
}

/** Its answer; `ResultCode` is text here and a number in the callback. */
export interface WireStkQueryResponse {
  ResponseCode?: unknown
  ResponseDescription?: unknown
  MerchantRequestID?: unknown
  CheckoutRequestID?: unknown
  ResultCode?: unknown
  ResultDesc?: unknown
}

/** Body of `POST /pulltransactions/v1/register`. */
export interface WirePullRegisterRequest {
  ShortCode: string
  RequestType: 'Pull'
  NominatedNumber: string
  CallBackURL: string
}

/** Body of `POST /pulltransactions/v1/query`; dates are `YYYY-MM-DD HH:mm:ss`. */
export interface WirePullQueryRequest {
  ShortCode: string
  StartDate: string
  EndDate: string
  OffSetValue: string
}

/** Its answer: `Response` is a list of lists. */
export interface WirePullQueryResponse {
  ResponseCode?: unknown
  Response?: unknown
}

/** One row of it. */
export interface WirePulledRow {
  transactionId?: unknown
  trxDate?: unknown
  msisdn?: unknown
  transactiontype?: unknown
  billreference?: unknown
  amount?: unknown
}

/** Body of `POST /mpesa/transactionstatus/v1/query`. */
export interface WireTransactionStatusRequest {
  Initiator: string
  SecurityCredential: string
  CommandID: 'TransactionStatusQuery'
  TransactionID: string
  PartyA: string
  IdentifierType: string
  ResultURL: string
  QueueTimeOutURL: string
  Remarks: string
  Occasion: string
}

/** Its answer, and that of everything whose result is posted later. */
export interface WireAcknowledgement {
  OriginatorConversationID?: unknown
  ConversationID?: unknown
  ResponseCode?: unknown
  ResponseDescription?: unknown
}

/** Daraja's error body, sometimes with HTTP status 200. */
export interface WireError {
  requestId?: unknown
  errorCode?: unknown
  errorMessage?: unknown
}
