// `GET /give/<campaign>/embed`: what another site may show in a frame (security-headers.ts): how far the campaign has come,
// and a link to it. No cookie, no form, no script, nothing of anybody.

import { formatShillings } from '@harambee/daraja'
import type { Campaign } from '@harambee/payments'
import { engine } from '../../../../../server/engine.ts'
import { escapeHtml } from '../../../../../server/escape-html.ts'
import { chooseLanguage, type Language } from '../../../../../words/languages.ts'
import { toWords } from '../../../../../words/words.ts'
import { toCampaignAddress } from '../campaign-address.ts'
import { findCampaignPage } from '../find-campaign-page.ts'

interface Context {
  readonly params: Promise<{ campaign: string }>
}

const STATUS = { found: 200, unknown: 404, unavailable: 503 } as const

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const found = await findCampaignPage((await params).campaign)
  const wished = new URL(request.url).searchParams.get('lang')
  const language = chooseLanguage(wished, request.headers.get('accept-language'))
  const html = found.outcome === 'found' ? toPage(found.campaign, language) : toEmptyPage()
  return new Response(html, {
    status: STATUS[found.outcome],
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}

function toPage(campaign: Campaign, language: Language): string {
  const { give, campaign: said, site } = toWords(language)
  const { mode } = engine().configuration.daraja
  // As on every page: nobody may take a practice site for a real one.
  const practice = mode === 'demo' ? `${site.demoMark}: ${site.demoText}` : `${site.sandboxMark}: ${site.sandboxText}`
  const mark = mode === 'live' ? '' : `<p class="mark">${escapeHtml(practice)}</p>`
  const { content, raisedKes, goalKes } = campaign
  const title = escapeHtml(content[language].title)
  const done = Math.min(100, Math.floor((raisedKes / goalKes) * 100))
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/embed.css"></head>
<body><main>${mark}<p class="charity">${escapeHtml(content.charity)}</p><h1>${title}</h1>
<p><strong>${formatShillings(raisedKes)}</strong> ${escapeHtml(give.of(formatShillings(goalKes)))}</p>
<progress max="100" value="${done}">${escapeHtml(give.percent(done))}</progress>
<p><a class="button" href="${escapeHtml(toCampaignAddress(campaign))}" target="_blank" rel="noopener">${escapeHtml(said.give)}</a></p>
</main></body></html>
`
}

function toEmptyPage(): string {
  return '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harambee</title></head><body></body></html>\n'
}
