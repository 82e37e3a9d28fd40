/** `2547•••••678`, as the engine keeps it in the open, → `07•• ••• 678`, as the giver says it. */
export function toGiverPhone(phoneMasked: string): string {
  const [, first = '', last = ''] = /^254([17]).*(\d{3})$/.exec(phoneMasked) ?? []
  return first === '' ? phoneMasked : `0${first}•• ••• ${last}`
}
