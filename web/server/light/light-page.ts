// The light version of a page: what Next.js rendered, without everything a script would need, with the few rules of style it
// uses written into it, and a link where a picture was. There is no second copy of the pages: whatever a page learns to
// say, its light version says too.

import { createHash } from 'node:crypto'
import { defaultTreeAdapter, html, parse, parseFragment, serialize, type DefaultTreeAdapterTypes as Tree } from 'parse5'
import { isLanguage } from '../../words/languages.ts'
import { toWords, type Words } from '../../words/words.ts'
import { escapeHtml } from '../escape-html.ts'
import type { StyleSheet } from './used-css.ts'

export interface LightPage {
  readonly html: string
  /** The content security policy it is shown under: its own style, forms to us, and no script at all. */
  readonly policy: string
}

export interface LightParts {
  /** The style sheets of the builds, by the path pages name them by. */
  readonly styleSheets: ReadonlyMap<string, StyleSheet>
  /** The address of a receipt that is to be kept on the phone; null for a page that is only shown. */
  readonly keptPath: string | null
}

/** Elements that are of no use without scripts, or are fetched. */
const LEFT_OUT = new Set(['script', 'template', 'style', 'iframe', 'source'])
/** Links that lead the browser to fetch something. The icon stays: it is asked for with or without a link. */
const FETCHED_LINKS = new Set(['stylesheet', 'preload', 'modulepreload', 'prefetch', 'preconnect', 'manifest'])
/** Attributes only scripts read. */
const FOR_SCRIPTS = /^(?:data-say|data-plain|nonce|fetchpriority|decoding|precedence)$/

/** Has something beside it in a `noscript`: a browser that could run scripts would show both. */
const NEEDS_SCRIPT = 'needs-script'

/** Writes the light version of a page. */
export function toLightPage(page: string, parts: LightParts): LightPage {
  // As a browser without scripts reads it: what stands in `noscript` is part of the page.
  const document = parse(page, { scriptingEnabled: false })
  const root = findElement(document, 'html')
  const head = root && findElement(root, 'head')
  const body = root && findElement(root, 'body')
  if (!root || !head || !body) throw new Error('The page has no head or no body.')
  const language = toAttributes(root).get('lang')
  const words = toWords(isLanguage(language) ? language : 'en')

  const sheets = listStyleSheets(document, parts.styleSheets)
  lighten(document, head, words)
  if (parts.keptPath !== null) markAsKept(body, words, parts.keptPath)

  const names = new Set<string>()
  gatherNames(document, names)
  const css = sheets.map(sheet => sheet(names)).join('')
  const style = defaultTreeAdapter.createElement('style', html.NS.HTML, [])
  defaultTreeAdapter.insertText(style, css)
  defaultTreeAdapter.appendChild(head, style)
  return { html: serialize(document), policy: toLightPolicy(css) }
}

/** Nothing but what the page itself holds. A picture is looked at by following its link. */
export function toLightPolicy(css: string): string {
  const hash = createHash('sha256').update(css).digest('base64')
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ')
}

/** Takes out of the tree what the light version does without. */
function lighten(parent: Tree.ParentNode, head: Tree.Element, words: Words): void {
  for (const node of [...parent.childNodes]) {
    if (defaultTreeAdapter.isCommentNode(node)) defaultTreeAdapter.detachNode(node)
    else if (defaultTreeAdapter.isElementNode(node)) lightenElement(node, head, words)
  }
  joinTexts(parent)
}

function lightenElement(element: Tree.Element, head: Tree.Element, words: Words): void {
  const attributes = toAttributes(element)
  if (isLeftOut(element, attributes)) {
    defaultTreeAdapter.detachNode(element)
    return
  }
  lighten(element, head, words)
  element.attrs = element.attrs.filter(({ name }) => !FOR_SCRIPTS.test(name))
  if ((attributes.get('class') ?? '').split(/\s+/).includes(NEEDS_SCRIPT)) {
    element.attrs.push({ name: 'hidden', value: '' })
  }
  if (element.tagName === 'img') replace(element, [toPictureLink(attributes, words)])
  if (element.tagName === 'noscript') replace(element, [...element.childNodes])
  // The refreshing of a waiting page: it stood in a `noscript` of the body.
  if (element.tagName === 'meta' && element.parentNode !== head) {
    defaultTreeAdapter.detachNode(element)
    defaultTreeAdapter.appendChild(head, element)
  }
}

function isLeftOut(element: Tree.Element, attributes: ReadonlyMap<string, string>): boolean {
  const { tagName } = element
  if (LEFT_OUT.has(tagName)) return true
  if (tagName === 'link') return (attributes.get('rel') ?? '').split(/\s+/).some(rel => FETCHED_LINKS.has(rel))
  if (tagName === 'meta') return attributes.get('name') === 'next-size-adjust'
  // Next.js leaves an empty place for what it might have to say later.
  return tagName === 'div' && attributes.has('hidden') && !element.childNodes.some(defaultTreeAdapter.isElementNode)
}

/** What the picture shows, and where it is. */
function toPictureLink(attributes: ReadonlyMap<string, string>, words: Words): Tree.ChildNode {
  const alt = attributes.get('alt') ?? ''
  const text = alt === '' ? words.light.showPicture : `${words.light.showPicture}: ${alt}`
  const href = escapeHtml(attributes.get('src') ?? '')
  return toNode(`<a class="show-picture" href="${href}">${escapeHtml(text)}</a>`)
}

/** At the end of a receipt that is kept on a phone: that it is a copy, and how it is taken off again. */
function markAsKept(body: Tree.Element, words: Words, path: string): void {
  const main = findElement(body, 'main') ?? body
  const note =
    `<form method="post" action="/kept/clear" class="kept"><p class="hint">${escapeHtml(words.light.keptCopy)}</p>` +
    `<input type="hidden" name="path" value="${escapeHtml(path)}">` +
    `<button type="submit" class="button button-plain">${escapeHtml(words.light.clear)}</button></form>`
  defaultTreeAdapter.appendChild(main, toNode(note))
}

function listStyleSheets(parent: Tree.ParentNode, known: ReadonlyMap<string, StyleSheet>): StyleSheet[] {
  return parent.childNodes.filter(defaultTreeAdapter.isElementNode).flatMap(element => {
    const attributes = toAttributes(element)
    const isSheet = element.tagName === 'link' && attributes.get('rel') === 'stylesheet'
    const sheet = isSheet ? known.get((attributes.get('href') ?? '').split('?')[0] ?? '') : undefined
    return sheet ? [sheet] : listStyleSheets(element, known)
  })
}

function gatherNames(parent: Tree.ParentNode, names: Set<string>): void {
  for (const element of parent.childNodes.filter(defaultTreeAdapter.isElementNode)) {
    names.add(element.tagName.toLowerCase())
    for (const { name, value } of element.attrs) {
      names.add(`[${name.toLowerCase()}]`)
      if (name === 'id') names.add(`#${value.toLowerCase()}`)
      if (name === 'class') for (const one of value.split(/\s+/)) names.add(`.${one.toLowerCase()}`)
    }
    gatherNames(element, names)
  }
}

/** Comments stood between them. */
function joinTexts(parent: Tree.ParentNode): void {
  for (const node of [...parent.childNodes]) {
    const before = parent.childNodes[parent.childNodes.indexOf(node) - 1]
    if (!before || !defaultTreeAdapter.isTextNode(node) || !defaultTreeAdapter.isTextNode(before)) continue
    before.value += node.value
    defaultTreeAdapter.detachNode(node)
  }
}

function replace(element: Tree.Element, nodes: readonly Tree.ChildNode[]): void {
  const parent = element.parentNode
  if (!parent) return
  for (const node of nodes) {
    defaultTreeAdapter.detachNode(node)
    defaultTreeAdapter.insertBefore(parent, node, element)
  }
  defaultTreeAdapter.detachNode(element)
}

function findElement(parent: Tree.ParentNode, tagName: string): Tree.Element | undefined {
  for (const element of parent.childNodes.filter(defaultTreeAdapter.isElementNode)) {
    if (element.tagName === tagName) return element
    const inside = findElement(element, tagName)
    if (inside) return inside
  }
  return undefined
}

function toNode(text: string): Tree.ChildNode {
  const [node] = parseFragment(text).childNodes
  if (!node) throw new Error('Nothing to put into the page.')
  return node
}

function toAttributes(element: Tree.Element): ReadonlyMap<string, string> {
  return new Map(element.attrs.map(({ name, value }) => [name, value]))
}
