// The part of a style sheet that a page needs. A rule stays where the page has every class, id, attribute and element its
// selector names; what stands in brackets (`:is(…)`, `:has(…)`, `:not(…)`) is not looked at, so that a rule is kept too often
// rather than once too seldom.

import postcss, { type AtRule, type ChildNode, type Container, type Declaration, type Rule } from 'postcss'

/** What a page has, as selectors spell it: `p`, `.lead`, `#page`, `[open]`. In lower case. */
export type Names = ReadonlySet<string>

/** A style sheet, read once. Answers the text of what a page with these names needs. */
export type StyleSheet = (names: Names) => string

/** Fonts, which the light version has none of, and types of values older phones do not know. */
const LEFT_OUT = new Set(['font-face', 'import', 'charset', 'property'])
/** Inner parts of controls, which a browser draws well enough by itself. */
const INNER_PARTS = /::(?:-webkit-|file-selector-button|backdrop)/
/** Bracketed parts, from the innermost. */
const BRACKETS = /\([^()]*\)/g
const ATTRIBUTES = /\[\s*([\w-]+)[^\]]*\]/g
const NAMED = /\.(?:[\w-]|\\.)+|#[\w-]+|\[[\w-]+\]|::?[\w-]+|[a-z][\w-]*/gi
/** More brackets than a selector of ours has inside each other. */
const MAX_DEPTH = 8
/** A value may name another value; more often than ours do. */
const MAX_PASSES = 5
/** States of pages that are remembered. */
const MAX_REMEMBERED = 100

/** Reads a style sheet. */
export function readStyleSheet(text: string): StyleSheet {
  const root = postcss.parse(text)
  const needs = new Map<Rule, readonly Need[]>()
  root.walkRules(rule => {
    const selectors = rule.selectors.filter(selector => !INNER_PARTS.test(selector))
    needs.set(
      rule,
      selectors.map(selector => ({ selector, names: listNames(selector) })),
    )
  })
  const remembered = new Map<string, string>()
  return names => {
    const key = [...names].sort().join(' ')
    const known = remembered.get(key)
    if (known !== undefined) return known
    const css = printUsed(root, needs, names)
    if (remembered.size >= MAX_REMEMBERED) remembered.clear()
    remembered.set(key, css)
    return css
  }
}

interface Need {
  readonly selector: string
  readonly names: readonly string[]
}

interface Used {
  readonly needs: ReadonlyMap<Rule, readonly Need[]>
  readonly names: Names
  /** Values that are named somewhere: `--color-ink`. null: not known yet, so all of them. */
  readonly values: ReadonlySet<string> | null
}

/** Printed until no value is left that nothing names. */
function printUsed(root: Container, needs: ReadonlyMap<Rule, readonly Need[]>, names: Names): string {
  let css = printAll(root, { needs, names, values: null })
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const values = new Set([...css.matchAll(/var\(\s*(--[\w-]+)/g)].map(match => match[1] ?? ''))
    const next = printAll(root, { needs, names, values })
    if (next === css) break
    css = next
  }
  return css
}

function printAll(parent: Container, used: Used): string {
  const printed = (parent.nodes ?? []).map(node => print(node as ChildNode, used)).join('')
  return printed.replace(/;$/, '')
}

function print(node: ChildNode, used: Used): string {
  switch (node.type) {
    case 'comment':
      return ''
    case 'decl':
      return printDeclaration(node, used)
    case 'rule':
      return printRule(node, used)
    default:
      return printAtRule(node, used)
  }
}

function printDeclaration({ prop, value, important }: Declaration, { values }: Used): string {
  if (prop.startsWith('--') && values !== null && !values.has(prop)) return ''
  return `${prop}:${value}${important ? '!important' : ''};`
}

function printRule(rule: Rule, used: Used): string {
  // Inside `@keyframes` stand moments, not selectors.
  const isMoment = rule.parent?.type === 'atrule' && /keyframes$/.test((rule.parent as AtRule).name)
  const fitting = (used.needs.get(rule) ?? []).filter(need => need.names.every(name => used.names.has(name)))
  const selectors = isMoment ? rule.selectors : fitting.map(({ selector }) => selector)
  const inner = selectors.length === 0 ? '' : printAll(rule, used)
  return inner === '' ? '' : `${selectors.join(',')}{${inner}}`
}

function printAtRule(rule: AtRule, used: Used): string {
  if (LEFT_OUT.has(rule.name)) return ''
  const head = `@${rule.name}${rule.params === '' ? '' : ` ${rule.params}`}`
  if (!rule.nodes) return `${head};`
  const inner = printAll(rule, used)
  return inner === '' ? '' : `${head}{${inner}}`
}

/** What the elements a selector speaks of must have, or be. */
export function listNames(selector: string): string[] {
  let rest = selector
  for (let depth = 0; depth < MAX_DEPTH && rest.includes('('); depth++) rest = rest.replace(BRACKETS, '')
  const found = rest.replace(ATTRIBUTES, '[$1]').match(NAMED) ?? []
  return found
    .map(name => name.replaceAll('\\', '').toLowerCase())
    .filter(name => !name.startsWith(':') && !CHANGING.has(name))
}

/** Attributes a browser sets by itself while the page is looked at. */
const CHANGING = new Set(['[open]'])
