// Runs in the browser, on a page of ours: what it says, and whether it can be used. check-page.ts brings it in through the
// browser's own debugger: the pages' policy lets no such script in, as it should.

/** What donors read first: the heading, what follows from it, what is wrong. */
const SAID =
  'h1, .state, .lead, .hint-line, .attempt-notice, .notice-line, .summary li, .confirm h2, .confirm p, .countdown, ' +
  '.told, .paid-already .problem, .paid-already .tick, .label-twice, .twice > p, .twice form > p:first-child, ' +
  '.waiting .fallback strong, .failed .fallback strong, .when-checking .hint, .keep .hint, .kept, .pledge-page p, main > :is(h1, .sw, ul)'
const OFFERS = 'main button, main a, main summary'
const TARGETS = 'a, button, summary, input:not([type=hidden]), select, textarea'

/** WCAG 2.2, 2.5.8. */
const LEAST_TARGET_PX = 24
/** What a thumb presses. */
const LEAST_BUTTON_PX = 48
/** Boxes are laid out in fractions of a pixel. */
const SLACK_PX = 0.5

function isSeen(element) {
  return element.checkVisibility({ visibilityProperty: true }) && !element.closest('.unseen, .skip')
}

function toText(element) {
  return (element.innerText ?? element.textContent ?? '').replace(/\s+/g, ' ').trim()
}

/** @returns {{ title: string, said: string[], offers: string[] }} */
function readSentences() {
  const root = document.querySelector('main') ?? document.body
  const said = [...root.querySelectorAll(SAID)].filter(isSeen).map(toText)
  const offers = [...document.querySelectorAll(OFFERS)].filter(isSeen).map(toText)
  return { title: document.title, said: said.filter(Boolean), offers: [...new Set(offers.filter(Boolean))] }
}

/** The page without its words: pages with the same one look alike to a rule about structure and style. */
function toSkeleton() {
  const describe = ({ tagName, className, attributes }) => {
    const named = [...attributes].map(({ name }) => name).filter(name => !/^(?:d|href|value|points)$/.test(name))
    return `${tagName}.${typeof className === 'string' ? className : ''}[${named}]`
  }
  return [...document.body.querySelectorAll('*:not(svg *):not(script)')].map(describe).join('\n')
}

/** @returns {string[]} what sticks out of the screen sideways */
function listOverflowing() {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  return [...document.body.querySelectorAll('*:not(svg *)')]
    .filter(element => isSeen(element) && element.getBoundingClientRect().right > width + SLACK_PX)
    .map(element => `${element.tagName}.${element.className}: ${toText(element).slice(0, 40)}`)
    .slice(-3)
    .concat(`${document.documentElement.scrollWidth} px on ${width}`)
}

/** @returns {string[]} what is too small to be hit; links in the middle of a sentence may be as high as its line */
function listSmallTargets() {
  return [...document.querySelectorAll(TARGETS)]
    .filter(element => isSeen(element))
    .map(element => ({ element, box: toTarget(element) }))
    .filter(({ element, box }) => box.height + SLACK_PX < toLeast(element) || box.width + SLACK_PX < LEAST_TARGET_PX)
    .map(({ element, box }) => `${element.tagName} "${toText(element).slice(0, 40)}" ${box.width}×${box.height}`)
}

/** A radio or a tick is pressed by its label too. */
function toTarget(element) {
  const isTick = element.matches('[type=radio], [type=checkbox]')
  return (isTick ? (element.closest('label') ?? element) : element).getBoundingClientRect()
}

function toLeast(element) {
  const isInSentence = element.matches('a') && getComputedStyle(element).display === 'inline' && hasTextAround(element)
  if (isInSentence) return 0
  return element.matches('a') && !element.matches('.button') ? LEAST_TARGET_PX : LEAST_BUTTON_PX
}

function hasTextAround(link) {
  return toText(link.parentElement) !== toText(link)
}

/** The spacing of WCAG 1.4.12, as a reader's own style sheet would set it. */
function spaceText() {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }' +
      'p { margin-bottom: 2em !important }',
  )
  document.adoptedStyleSheets = [sheet]
}

/** @returns {string[]} boxes whose text does not fit into them */
function listCut() {
  return [...document.body.querySelectorAll('*:not(svg *)')]
    .filter(
      element => isSeen(element) && !element.matches('input') && /hidden|clip/.test(getComputedStyle(element).overflow),
    )
    .filter(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => {
      return scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1
    })
    .map(element => `${element.tagName}.${element.className}`)
}

globalThis.inPage = { readSentences, toSkeleton, listOverflowing, listSmallTargets, spaceText, listCut }
