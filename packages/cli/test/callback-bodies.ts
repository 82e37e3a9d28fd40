// Callbacks as Daraja posts them.

/** Paid. */
export function paidBody(checkoutRequestId: string, merchantRequestId: string, receiptNumber = 'UKO1AB2C3D'): string {
  return JSON.stringify({
    Body: {
      stkCallback: {
        MerchantRequestID: merchantRequestId,
        CheckoutRequestID: checkoutRequestId,
        ResultCode: 0,
        ResultDesc: 'The service request is processed successfully.',
        CallbackMetadata: {
          Item: [
            { Name: 'Amount', Value: 500 },
            { Name: 'MpesaReceiptNumber', Value: receiptNumber },
            { Name: 'Balance' },
            { Name: 'TransactionDate', Value: 20261124120016 },
            { Name: 'PhoneNumber', Value: 254700000001 },
          ],
        },
      },
    },
  })
}

/** Posts it. @returns the HTTP status */
export async function post(url: string, body: string | Uint8Array<ArrayBuffer>): Promise<number> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  await answer.body?.cancel()
  return answer.status
}
