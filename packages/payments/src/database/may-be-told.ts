// Whether somebody can be told of a payment, in SQL both databases read.

/**
 * A text message needs the number that paid; an e-mail an address, which stands sealed among what the giver told.
 * @param channel an expression
 */
export function toMayBeTold(channel: string): string {
  return `CASE ${channel} WHEN 'sms' THEN payments.phone_sealed IS NOT NULL
    ELSE EXISTS (SELECT 1 FROM donation_details WHERE donation_details.donation_id = payments.donation_id) END`
}
