// The result codes this simulator produces, with Daraja's texts. The text beside one code differs between callback and
// query and from year to year: readers must go by the code.

interface ResultText {
  readonly callback: string
  /** Where the query words it differently. */
  readonly query?: string
}

const TEXTS: Readonly<Record<string, ResultText>> = {
  '0': { callback: 'The service request is processed successfully.' },
  '1': { callback: 'The balance is insufficient for the transaction.' },
  '3': { callback: 'Declined due to limit rule: greater than the maximum transaction amount.' },
  '4': { callback: 'Declined due to limit rule: would exceed daily transfer limit.' },
  '8': { callback: 'Declined due to limit rule: would exceed the maximum balance.' },
  '17': { callback: 'Rule limited.' },
  '21': { callback: 'The initiator is not allowed to initiate this request.' },
  '1019': { callback: 'Transaction has expired' },
  '1025': { callback: 'Error Occurred while sending push request' },
  '1032': { callback: 'Request cancelled by user', query: 'Request Cancelled by user.' },
  '1037': { callback: 'No response from user.', query: 'DS timeout user cannot be reached.' },
  '2001': { callback: 'The initiator information is invalid.' },
  '2028': { callback: 'The request is not permitted according to product assignment.' },
  '2032': { callback: 'The transaction receipt number does not exist.' },
  '4999': { callback: 'The transaction is still under processing' },
  '8006': { callback: 'The security credential is locked.' },
  R000001: { callback: 'The transaction has already been reversed.' },
  R000002: { callback: 'The OriginalTransactionID is invalid.' },
  SFC_IC0003: { callback: 'The operator does not exist.' },
}

/** The text of a code as a callback or a result carries it. */
export function toCallbackText(resultCode: string): string {
  return TEXTS[resultCode]?.callback ?? 'The service request has failed.'
}

/** The text of a code as the STK query carries it. */
export function toQueryText(resultCode: string): string {
  return TEXTS[resultCode]?.query ?? toCallbackText(resultCode)
}

/** A code as JSON: a number where it is one, text otherwise (`SFC_IC0003`). */
export function toWireResultCode(resultCode: string, asText: boolean): string {
  return asText || !/^\d+$/.test(resultCode) ? JSON.stringify(resultCode) : resultCode
}
