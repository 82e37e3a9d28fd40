// Collects what is wrong with a configuration, and reads the kinds of value variables hold.

import type { Environment } from './environment.ts'

export class Problems {
  readonly #found: string[] = []

  add(problem: string): void {
    this.#found.push(problem)
  }

  isEmpty(): boolean {
    return this.#found.length === 0
  }

  list(): readonly string[] {
    return this.#found
  }

  /** A whole number within bounds; the fallback where the variable is not set or wrong. */
  integer(environment: Environment, name: string, fallback: number, least: number, most: number): number {
    const text = environment[name]
    if (text === undefined) return fallback
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    this.add(`${name}=${text}: use a whole number from ${least} to ${most}.`)
    return fallback
  }

  /** One of a few words. */
  choice<Choice extends string>(
    environment: Environment,
    name: string,
    choices: readonly Choice[],
    fallback: Choice,
  ): Choice {
    const text = environment[name]
    if (text === undefined) return fallback
    const found = choices.find(choice => choice === text.toLowerCase())
    if (found === undefined) this.add(`${name}=${text}: use one of ${choices.join(', ')}.`)
    return found ?? fallback
  }

  /** An absolute http(s) URL. */
  url(environment: Environment, name: string): URL | null {
    const text = environment[name]
    if (text === undefined) return null
    const url = URL.canParse(text) ? new URL(text) : null
    if (url && /^https?:$/.test(url.protocol)) return url
    this.add(`${name}=${toShownUrl(text)}: use a whole URL, such as https://give.example.org.`)
    return null
  }
}

/** As much of what was typed as holds no secret: keys stand in paths, passwords before the host. */
export function toShownUrl(text: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z+]*:\/\/)?([^/?#]*)(.*)$/is.exec(text) ?? []
  return `${scheme}${host.slice(host.lastIndexOf('@') + 1)}${rest === '' ? '' : '/…'}`
}
