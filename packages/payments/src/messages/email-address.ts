// An e-mail address as it is written to: one, plain, and nothing that would end a line or begin another recipient.

const ADDRESS = /^[^\s@<>()[\],;:"\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}[a-z][a-z0-9-]{1,23}$/i

/** Whether it exists, only a letter to it would tell. */
export function isEmailAddress(text: string): boolean {
  return text.length <= 254 && ADDRESS.test(text) && !/\p{Cc}/u.test(text)
}

/** `w•••@example.org`: as much as an operator needs to recognise it. */
export function maskEmailAddress(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, 1)}•••${address.slice(at)}`
}
