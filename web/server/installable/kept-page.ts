// `GET /kept`: the receipts on this phone. What our server says of them is that there are none: it knows of no phone. The
// service worker keeps this page, writes the list into it (service-worker.js), and shows it where a page cannot be had.

import { createHash } from 'node:crypto'
import { lightEn } from '../../words/light-en.ts'
import { lightSw } from '../../words/light-sw.ts'

const STYLE =
  '*{box-sizing:border-box}body{margin:0;background:#fbf6ec;color:#1b1a17;font:18px/1.55 system-ui,sans-serif}' +
  'main{max-width:36rem;margin:0 auto;padding:1.5rem 1.25rem}' +
  'header{height:28px;border-bottom:2px solid;background:repeating-linear-gradient(90deg,#a63a1e 0 8px,#fbf6ec 8px 12px)}' +
  'section{margin:0 0 1.5rem;padding:.75rem 1rem;border:2px solid;background:#f2b632}[hidden]{display:none}' +
  'h1{font-size:28px;line-height:1.15;margin:0 0 .25rem}p{margin:0}.sw{color:#6b655a;margin-bottom:1rem}section .sw{color:inherit;margin:0}' +
  'ul{margin:1rem 0;padding:0;list-style:none}li{border-bottom:2px solid}li a{display:block;padding:.6rem 0}' +
  'a{color:#1f2a5a}form{margin:0 0 1.5rem}button{min-height:3rem;padding:.5rem 1.25rem;border:2px solid;border-radius:4px;background:none;color:inherit;font:inherit;font-weight:700}' +
  ':focus-visible{outline:3px solid #1b1a17;outline-offset:2px;box-shadow:0 0 0 8px #f2b632}'

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** The policy it is shown under, from the network and from the phone alike. */
export const KEPT_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'`

/** In both languages: the phone may be anybody's. */
export function toKeptPage(): string {
  const said = (of: (words: typeof lightEn) => string, tag = 'p') =>
    `<${tag}>${of(lightEn)}</${tag}><p class="sw" lang="sw">${of(lightSw)}</p>`
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    '<meta name="robots" content="noindex"><link rel="icon" href="/icon.svg">' +
    `<title>${lightEn.allKept}</title><style>${STYLE}</style></head><body><header></header><main>` +
    `<section hidden>${said(words => words.offlinePage)}</section>` +
    said(words => words.allKept, 'h1') +
    `<ul><li>${said(words => words.noneKept)}</li></ul>` +
    `<form hidden method="post" action="/kept/clear"><button type="submit">${lightEn.clearAll} / <span lang="sw">${lightSw.clearAll}</span></button></form>` +
    `<p><a href="/">${lightEn.toFrontDoor} / <span lang="sw">${lightSw.toFrontDoor}</span></a></p>` +
    '</main></body></html>'
  )
}
