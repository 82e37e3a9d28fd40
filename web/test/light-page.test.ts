// The light version of a page: who gets it, and what is left of a page in it.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { toLightPage } from '../server/light/light-page.ts'
import { listNames, readStyleSheet } from '../server/light/used-css.ts'
import { chooseVersion, readWish, toOtherHref, toVersionCookie } from '../server/light/version.ts'

test('whoever has chosen gets what they chose, whoever asks for less data less, and everybody else the full page', () => {
  const page = '/give/madarasa'

  assert.equal(chooseVersion(page, {}), 'full')
  assert.equal(chooseVersion(page, { 'save-data': 'on' }), 'light')
  assert.equal(chooseVersion(page, { 'save-data': 'off' }), 'full')
  assert.equal(chooseVersion(page, { 'save-data': 'on', cookie: 'lang=sw; version=full' }), 'full')
  assert.equal(chooseVersion(page, { cookie: 'version=light; lang=sw' }), 'light')
  assert.equal(chooseVersion(page, { cookie: 'aversion=light' }), 'full')
  assert.equal(chooseVersion('/pay/0123?kept', { cookie: 'version=full' }), 'light')
  for (const path of ['/welcome', '/give/madarasa/poster', '/give/madarasa/embed?lang=sw']) {
    assert.equal(chooseVersion(path, { 'save-data': 'on', cookie: 'version=light' }), 'full', path)
  }
})

test('a link changes the version of the page it stands on, and leads nowhere else', () => {
  assert.equal(toOtherHref('/pay/0123?link=abc', 'full'), '/pay/0123?link=abc&version=light')
  assert.equal(toOtherHref('/pay/0123?kept=', 'light'), '/pay/0123?version=full')
  assert.deepEqual(readWish('/pay/0123?link=abc&version=light'), { version: 'light', href: '/pay/0123?link=abc' })
  assert.deepEqual(readWish('/?version=full'), { version: 'full', href: '/' })
  assert.equal(readWish('/give/madarasa?version=tiny'), null)
  for (const elsewhere of ['//evil.example', '/\\evil.example', '/\\/evil.example', '/@evil\t.example']) {
    assert.equal(readWish(`${elsewhere}?version=light`), null, elsewhere)
  }
  assert.match(toVersionCookie('light', true), /^version=light; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/)
  assert.doesNotMatch(toVersionCookie('full', false), /Secure/)
})

test('a selector names what a page has to have, but for what stands in brackets', () => {
  assert.deepEqual(listNames('.chip:has(#x:checked) > label:first-child'), ['.chip', 'label'])
  assert.deepEqual(listNames('.steps>[data-state="now"]::before'), ['.steps', '[data-state]'])
  assert.deepEqual(listNames('.more[open] summary'), ['.more', 'summary'])
  assert.deepEqual(listNames(':is(.a, .b:not(.c)) h2'), ['h2'])
  assert.deepEqual(listNames('INPUT[type=radio]'), ['input', '[type]'])
  assert.deepEqual(listNames('*'), [])
})

const CSS = `@font-face{font-family:x;src:url(x.woff2)}
@layer theme{:root{--color-ink:#111;--color-sea:var(--color-deep);--color-deep:#00f;--unused:1px}}
@layer base{p{margin:0}h6{margin:1px}::-webkit-datetime-edit{padding:0}}
@media (min-width:60rem){.lead,.gone{color:var(--color-ink)}.gone{top:0}}
@media print{.gone{top:0}}
@keyframes move{from{top:0}to{top:1px}}
.lead::before{content:"}";color:var(--color-sea)}`

test('of a style sheet stay the rules a page can use, in their order, with the values those name', () => {
  const sheet = readStyleSheet(CSS)

  const css = sheet(new Set(['p', '.lead']))

  assert.equal(
    css,
    '@layer theme{:root{--color-ink:#111;--color-sea:var(--color-deep);--color-deep:#00f}}@layer base{p{margin:0}}' +
      '@media (min-width:60rem){.lead{color:var(--color-ink)}}@keyframes move{from{top:0}to{top:1px}}' +
      '.lead::before{content:"}";color:var(--color-sea)}',
  )
  assert.equal(sheet(new Set(['p', '.lead'])), css)
  assert.match(sheet(new Set(['.gone'])), /@media print\{\.gone\{top:0\}\}/)
})

const PAGE = `<!DOCTYPE html><html lang="sw" class="v"><head><meta charset="utf-8"><title>Toa</title>
<link rel="stylesheet" href="/a.css?x" data-precedence="next"><link rel="preload" as="font" href="/f.woff2">
<link rel="modulepreload" href="/m.js"><link rel="manifest" href="/manifest.webmanifest"><link rel="icon" href="/icon.svg">
<script src="/a.js" nonce="n"></script></head><body><!--$--><div hidden=""><!--$--><!--/$--></div><main><p class="lead">Toa
KSh<!-- --> <!-- -->500</p><img src="/pictures/1" alt="Darasa &quot;la&quot; <pili>"><span data-say="{}" class="say">Toa</span>
<noscript><meta http-equiv="refresh" content="8;url=/pay/1?looks=1"><p>Tena</p></noscript><form method="post"
action="/pay/1/check"><button>Angalia</button></form></main><!--/$--><script nonce="n">self.push("</p>")</script></body></html>`

test('what has something else beside it for browsers without scripts is not shown as well', () => {
  const page =
    '<noscript><a href="/x">Tena</a></noscript><details class="a needs-script"><summary>Tena</summary></details>'

  const { html } = toLightPage(`<html lang="sw"><body>${page}`, { styleSheets: new Map(), keptPath: null })

  assert.match(html, /<a href="\/x">Tena<\/a><details class="a needs-script" hidden="">/)
})

test('a page without scripts, fonts and pictures keeps its words, its forms and its one style', () => {
  const styleSheets = new Map([['/a.css', readStyleSheet('.lead{top:0}.not{top:1px}')]])

  const { html, policy } = toLightPage(PAGE, { styleSheets, keptPath: null })

  assert.doesNotMatch(html, /<script|<!--|<noscript|<img|preload|stylesheet|manifest|\.js|nonce|data-say|hidden|\.not/)
  assert.match(html, /^<!DOCTYPE html><html lang="sw"/)
  assert.match(html, /Toa\nKSh 500<\/p>/)
  assert.match(html, /<head>.*<meta http-equiv="refresh" content="8;url=\/pay\/1\?looks=1">.*<\/head>/s)
  assert.match(html, /<p>Tena<\/p><form method="post" action="\/pay\/1\/check">|<p>Tena<\/p>\s*<form/)
  assert.ok(html.includes('<link rel="icon" href="/icon.svg">'))
  assert.ok(
    html.includes('href="/pictures/1">Onyesha picha: Darasa "la" &lt;pili&gt;</a>') ||
      html.includes('href="/pictures/1">Onyesha picha: Darasa &quot;la&quot; &lt;pili&gt;</a>'),
  )
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? ''
  assert.equal(style, '.lead{top:0}')
  assert.ok(policy.includes(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`))
  assert.match(policy, /default-src 'none'/)
  assert.doesNotMatch(policy, /script-src|unsafe/)
  assert.doesNotMatch(html, /kept/)
})

test('a receipt that is kept says so, and how it is taken off the phone again', () => {
  const { html } = toLightPage(PAGE, { styleSheets: new Map(), keptPath: '/pay/1' })

  assert.match(
    html,
    /<form method="post" action="\/kept\/clear" class="kept">.*value="\/pay\/1".*Iondoe kwenye simu hii/,
  )
})
