// A link to one payment that shows it to whoever holds it: `/pay/<id>?link=<token>`. It gives nothing to press: only the
// giver's own browser can send the prompt again.

/** The token in a page's query; null where there is none, or several. */
export function toLink(value: string | string[] | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** The token in a request's URL. */
export function readLink(url: string): string | null {
  const [link, ...others] = new URL(url).searchParams.getAll('link')
  return others.length === 0 ? toLink(link) : null
}
