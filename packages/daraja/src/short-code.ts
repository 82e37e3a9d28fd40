// The charity's short code and the password Daraja derives from it.

/** A PayBill, or a till with its store number. */
export interface ShortCode {
  /** The PayBill number; for a till the store (head office) number, which the passkey belongs to. */
  readonly shortCode: string
  /** Set for Buy Goods: the till number, sent as PartyB. */
  readonly tillNumber: string | null
  readonly passkey: string
}

/**
 * `base64(shortCode + passkey + timestamp)`; the same timestamp must travel in the body.
 * @param timestamp `YYYYMMDDHHmmss`, East Africa Time
 */
export function toPassword(shortCode: ShortCode, timestamp: string): string {
  return btoa(shortCode.shortCode + shortCode.passkey + timestamp)
}
