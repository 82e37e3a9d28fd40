// Takes secrets out of text before anybody can log it. Daraja echoes the token in some of its error bodies.

/** Shorter values are too common to replace: the message would become unreadable and no secret is that short. */
const SHORTEST_SECRET = 6

/** `text` with every given value, and whatever follows "Access Token - ", replaced by `[secret]`. At most 300 characters. */
export function redact(text: string, secrets: readonly (string | null | undefined)[]): string {
  let safe = text
  for (const secret of secrets) {
    if (secret && secret.length >= SHORTEST_SECRET) safe = safe.replaceAll(secret, '[secret]')
  }
  return safe.replace(/(access token\s*[-:]\s*)\S+/gi, '$1[secret]').slice(0, 300)
}
