// Reads, without a network, the receipts somebody chose to keep on this phone. It keeps one page of ours and nothing else by
// itself: no form, no status, no page that waits.

const SHELL = 'shell-BUILD'
const RECEIPTS = 'receipts'
const KEPT = '/kept'

addEventListener('install', event => {
  skipWaiting()
  event.waitUntil(caches.open(SHELL).then(shell => shell.add(new Request(KEPT, { cache: 'reload' }))))
})

addEventListener('activate', event => {
  event.waitUntil(dropOldShells().then(() => clients.claim()))
})

addEventListener('fetch', event => {
  const { request } = event
  if (request.mode !== 'navigate') return
  const { pathname } = new URL(request.url)
  if (request.method === 'POST' && pathname === '/kept/clear' && request.referrer.startsWith(`${origin}/`)) {
    event.respondWith(clear(request))
  } else if (request.method === 'GET') {
    event.respondWith(pathname === KEPT ? listKept(false) : fetch(request).catch(() => readKept(pathname)))
  }
})

async function dropOldShells() {
  const names = await caches.keys()
  await Promise.all(names.filter(name => name.startsWith('shell-') && name !== SHELL).map(name => caches.delete(name)))
}

async function readKept(pathname) {
  const receipts = await caches.open(RECEIPTS)
  return (await receipts.match(pathname)) ?? listKept(true)
}

/** The page of everything kept here. `isOffline`: it stands in for a page that cannot be had. */
async function listKept(isOffline) {
  const shell = await caches.open(SHELL)
  const page = (await shell.match(KEPT)) ?? (await fetch(KEPT))
  const receipts = await caches.open(RECEIPTS)
  const items = await Promise.all((await receipts.keys()).map(async key => toItem(key, await receipts.match(key))))
  let html = await page.text()
  if (items.length > 0)
    html = html.replace(/<ul>.*?<\/ul>/s, `<ul>${items.join('')}</ul>`).replace('<form hidden', '<form')
  if (isOffline) html = html.replace('<section hidden', '<section')
  const headers = ['content-type', 'content-security-policy'].map(name => [name, page.headers.get(name) ?? ''])
  return new Response(html, { headers })
}

/** What it takes from the receipt is HTML already. */
async function toItem(key, receipt) {
  const html = await receipt.text()
  const [title, serial] = [/<title>(.*?)<\/title>/s, /class="code">(.*?)</s].map(part => part.exec(html)?.[1] ?? '')
  return `<li><a href="${new URL(key.url).pathname}">${title}<br>${serial}</a></li>`
}

/** One receipt, or all of them. */
async function clear(request) {
  const path = (await request.formData()).get('path')
  if (path) await caches.open(RECEIPTS).then(receipts => receipts.delete(path))
  else await caches.delete(RECEIPTS)
  return Response.redirect(KEPT, 303)
}
