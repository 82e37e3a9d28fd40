// Bodies as they should never arrive and sometimes do: cut off, missing a comma, empty, a gateway's page instead.

const GATEWAY_PAGE = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

/** A broken form of `body`; which one is drawn from `random`. None of them is JSON. */
export function malform(body: string, random: () => number): string {
  switch (Math.floor(random() * 4)) {
    case 0:
      return body.slice(0, 1 + Math.floor(random() * (body.length - 1)))
    case 1:
      return body.replace(',', ' ')
    case 2:
      return ''
    default:
      return GATEWAY_PAGE
  }
}
