// Lays out an e-mail twice: as plain text, and as one table that old and narrow mail programs show as it is meant. It loads
// nothing from anywhere: no picture, no font, no style sheet.

import type { Language } from '../languages.ts'

export interface EmailPage {
  readonly language: Language
  readonly heading: string
  readonly lead: string
  /** Name and value, one line each. */
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly button: { readonly text: string; readonly url: string }
  /** Below the button, each a sentence with or without an address behind it. */
  readonly more: readonly { readonly text: string; readonly url: string | null }[]
  /** In small letters at the end. */
  readonly foot: readonly string[]
}

export function toEmailText({ heading, lead, facts, button, more, foot }: EmailPage): string {
  const width = Math.max(0, ...facts.map(([name]) => name.length))
  const lines = [
    heading,
    '',
    lead,
    ...(facts.length === 0 ? [] : ['']),
    ...facts.map(([name, value]) => `${name.padEnd(width + 2)}${value}`),
    '',
    `${button.text}:`,
    button.url,
    ...more.flatMap(({ text, url }) => ['', text, ...(url === null ? [] : [url])]),
    '',
    '-- ',
    ...foot,
  ]
  return `${lines.map(toLine).join('\n')}\n`
}

const INK = '#1b1a17'
const ASH = '#6b655a'
const LATERITE = '#a63a1e'
const PAPER = '#fbf6ec'
const FONT = 'font-family:Roboto,Helvetica,Arial,sans-serif'

export function toEmailHtml({ language, heading, lead, facts, button, more, foot }: EmailPage): string {
  const rows = facts.map(
    ([name, value]) =>
      `<tr><td style="padding:6px 16px 6px 0;color:${ASH};vertical-align:top">${toHtml(name)}</td>` +
      `<td style="padding:6px 0;vertical-align:top"><strong>${toHtml(value)}</strong></td></tr>`,
  )
  const sentences = more.map(({ text, url }) => {
    const link =
      url === null ? '' : `<br><a href="${toHtml(url)}" style="color:${INK};word-break:break-all">${toHtml(url)}</a>`
    return `<p style="margin:16px 0 0">${toHtml(text)}${link}</p>`
  })
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light"><title>${toHtml(heading)}</title></head>
<body style="margin:0;padding:16px;background:${PAPER}">
<table role="presentation" align="center" width="600" cellspacing="0" cellpadding="0" style="width:100%;max-width:600px;margin:0 auto;border:2px solid ${INK};background:#ffffff;color:${INK};${FONT};font-size:16px;line-height:1.5">
<tr><td style="height:12px;background:${LATERITE};font-size:0;line-height:0">&nbsp;</td></tr>
<tr><td style="padding:24px">
<h1 style="margin:0;font-size:28px;line-height:1.2">${toHtml(heading)}</h1>
<p style="margin:12px 0 0;font-size:18px">${toHtml(lead)}</p>
${rows.length === 0 ? '' : `<table role="presentation" cellspacing="0" cellpadding="0" style="margin:16px 0 0;border-top:2px solid ${INK};border-bottom:2px solid ${INK};width:100%;font-size:16px">${rows.join('')}</table>`}
<p style="margin:24px 0 0"><a href="${toHtml(button.url)}" style="display:inline-block;padding:14px 24px;background:${LATERITE};color:${PAPER};font-weight:bold;text-decoration:none">${toHtml(button.text)}</a></p>
${sentences.join('\n')}
<p style="margin:24px 0 0;color:${ASH};font-size:14px">${foot.map(toHtml).join('<br>')}</p>
</td></tr></table>
</body></html>
`
}

/** Nothing but text: whatever else it holds is shown, and does nothing. */
function toHtml(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return toLine(text).replace(/[&<>"']/g, character => named[character] ?? '')
}

/** One line, without controls and what turns the text around it: a title must not write headers or further lines. */
export function toLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, '')
}
