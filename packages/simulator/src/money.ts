// Whole shillings, as M-PESA writes them and as it limits them.

/** Most that moves at once (result code 3 above it). */
export const MAX_PAYMENT_KES = 250_000
/** Most that leaves one phone in a day (result code 4 above it). */
export const MAX_DAY_KES = 500_000

/** `500.00`: amounts always travel with decimals. */
export function toWireAmount(amountKes: number): string {
  return `${amountKes}.00`
}

/** `1,500.00`, as in text messages. */
export function toMessageAmount(amountKes: number): string {
  return `${groupThousands(amountKes)}.00`
}

/** `KSh 1,500`, as people write it. */
export function toReadableAmount(amountKes: number): string {
  return `KSh ${groupThousands(amountKes)}`
}

function groupThousands(amountKes: number): string {
  return String(amountKes).replace(/\B(?=(\d{3})+$)/g, ',')
}
