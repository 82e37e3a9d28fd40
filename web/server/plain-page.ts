// The few answers given without Next.js: when it cannot, or must not, be asked. One small page in the same cloth.

import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

/** What such a page says, in both languages: nobody has been asked yet which one they read. */
export interface PlainPage {
  readonly status: number
  readonly en: { readonly title: string; readonly text: string }
  readonly sw: { readonly title: string; readonly text: string }
}

export const PLAIN_PAGES = {
  foreignForm: {
    status: 403,
    en: {
      title: 'Nothing was sent.',
      text: 'This form did not come from our own page. Open the campaign page and give from there.',
    },
    sw: {
      title: 'Hakuna kilichotumwa.',
      text: 'Fomu hii haikutoka kwenye ukurasa wetu. Fungua ukurasa wa mchango na utoe kutoka hapo.',
    },
  },
  badRequest: {
    status: 400,
    en: { title: 'Nothing was sent.', text: 'We could not read this request. Open the campaign page and try again.' },
    sw: { title: 'Hakuna kilichotumwa.', text: 'Hatukuweza kusoma ombi hili. Fungua ukurasa wa mchango ujaribu tena.' },
  },
  tooLarge: {
    status: 413,
    en: {
      title: 'Nothing was sent.',
      text: 'This form is far larger than ours. Open the campaign page and try again.',
    },
    sw: {
      title: 'Hakuna kilichotumwa.',
      text: 'Fomu hii ni kubwa kupita yetu. Fungua ukurasa wa mchango ujaribu tena.',
    },
  },
  methodNotAllowed: {
    status: 405,
    en: { title: 'Not here.', text: 'This page can only be read. Open the campaign page to give.' },
    sw: { title: 'Si hapa.', text: 'Ukurasa huu ni wa kusoma tu. Fungua ukurasa wa mchango ili kutoa.' },
  },
  broken: {
    status: 500,
    en: {
      title: 'Something broke on our side.',
      text: 'If you have just given, your gift is safe: open its page again in a minute.',
    },
    sw: {
      title: 'Kuna hitilafu upande wetu.',
      text: 'Ikiwa umetoa sasa hivi, mchango wako uko salama: fungua ukurasa wake tena baada ya dakika moja.',
    },
  },
} as const satisfies Record<string, PlainPage>

const STYLE =
  'body{margin:0;background:#fbf6ec;color:#1b1a17;font:18px/1.55 system-ui,sans-serif}' +
  'main{max-width:36rem;margin:0 auto;padding:2.5rem 1.25rem;border-top:2px solid;border-bottom:2px solid}' +
  'header{height:28px;background:repeating-linear-gradient(90deg,#a63a1e 0 8px,#fbf6ec 8px 12px)}' +
  'h1{font-size:28px;line-height:1.15;margin:0 0 .5rem}p{margin:0 0 1.5rem}a{display:inline-block;padding:.6rem 0;color:#1f2a5a}'

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** Answers with one of them, and ends the connection: what else the request sends is not read. */
export function sendPlainPage(response: ServerResponse, page: PlainPage): void {
  response.writeHead(page.status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'private, no-store',
    'Content-Security-Policy': PLAIN_POLICY,
    Connection: 'close',
  })
  response.end(toPlainHtml(page))
}

/** The policy such a page is shown under: nothing but its own style. */
export const PLAIN_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`

export function toPlainHtml(page: PlainPage): string {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    `<title>${page.en.title}</title><style>${STYLE}</style></head><body><header></header><main>` +
    `<h1>${page.en.title}</h1><p>${page.en.text}</p>` +
    `<div lang="sw"><h1>${page.sw.title}</h1><p>${page.sw.text}</p></div>` +
    '<p><a href="/">Harambee</a></p></main></body></html>'
  )
}
