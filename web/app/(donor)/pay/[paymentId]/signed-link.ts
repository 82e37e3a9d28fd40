// A link to one payment that shows it to whoever holds it: `/pay/<id>?link=<token>`. No prompt is sent with it: that can only
// the giver's own browser. What it lets its holder say is what is to become of a gift that was paid twice.

/** The token in a page's query; null where there is none, or several. */
export function toLink(value: string | string[] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** The token in a request's URL, the whole of it or from its path on. */
export function readLink(url: string): string | null {
  const [, ...query] = url.split('?')
  const [link, ...others] = new URLSearchParams(query.join('?')).getAll('link')
  return others.length === 0 ? toLink(link) : null
}

/** A path of the payment with the token it was opened with, and what else it is to say. */
export function withLink(path: string, link: string | null, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ ...(link !== null && { link }), ...more }).toString()
  return query === '' ? path : `${path}?${query}`
}
