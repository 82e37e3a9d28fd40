// The drawn receipt, read back by another library: what stands in it, how it is tagged, and that nothing typed breaks it.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { toPrintable } from '../src/receipt/printable-text.ts'
import type { ReceiptFacts } from '../src/receipt/receipt-facts.ts'
import { readReceiptFont } from '../src/receipt/receipt-fonts.ts'
import { renderReceiptPdf } from '../src/receipt/render-receipt-pdf.ts'
import { readPdf } from './read-pdf.ts'

const MOST_BYTES = 40_000
/** It has no types. */
const PDFKITS_FONT_READER: string = 'fontkit'

const FACTS: ReceiptFacts = {
  language: 'en',
  state: 'confirmed',
  mode: 'live',
  serial: '2026-000417',
  checkUrl: 'https://give.example.org/v/2026-000417-7K2Q9XW3MB',
  amountKes: 500,
  givenAtMs: Date.parse('2026-11-24T07:02:11Z'),
  receiptNumber: 'UKO1AB2C3D',
  reversalNumber: null,
  payerMasked: '0700 ••• 001',
  giver: { name: 'Wanjiru wa Mfano', kraPin: 'A000000000Z' },
  campaign: { title: 'Desks for Madarasa Primary', jina: 'Haba na haba hujaza kibaba' },
  charity: {
    legalName: 'Tumaini Trust',
    registrationNumber: 'PBO/DEMO/0000/0000',
    kraPin: 'P000000000Z',
    exemption: { certificateNumber: 'KRA/EXEMPT/DEMO', validUntil: '2031-12-31' },
    address: ['P.O. Box 00000', 'Nairobi'],
    contact: 'tumaini@example.org',
  },
  cloth: { raisedKes: 187_400, goalKes: 300_000 },
  doubled: null,
}

async function draw(facts: Partial<ReceiptFacts> = {}) {
  const bytes = await renderReceiptPdf({ ...FACTS, ...facts })
  assert.ok(bytes.length <= MOST_BYTES, `${bytes.length} bytes`)
  return { bytes, ...(await readPdf(bytes)) }
}

test('a receipt says everything a charity has to say, in words and figures, on one A5 page', async () => {
  const { text, pages, size } = await draw()

  for (const said of [
    'ASANTE, WANJIRU.',
    'KSh 500.00',
    'five hundred shillings only',
    'shilingi mia tano tu',
    '2026-000417',
    'Confirmed',
    'UKO1AB2C3D',
    '24 November 2026, 10:02 EAT',
    'Desks for Madarasa Primary',
    'Wanjiru wa Mfano, 0700 ••• 001',
    'A000000000Z',
    'Tumaini Trust',
    'PBO/DEMO/0000/0000',
    'P000000000Z',
    'KRA/EXEMPT/DEMO (valid until 31 December 2031)',
    'P.O. Box 00000, Nairobi',
    'give.example.org/v/2026-000417-7K2Q9XW3MB',
  ]) {
    assert.ok(text.includes(said), `${said} is missing in: ${text}`)
  }
  assert.doesNotMatch(text, /SPECIMEN|JARIBIO|Paid more than once/)
  assert.equal(pages, 1)
  assert.deepEqual(size, [420, 595])
})

test('in Kiswahili it is a Kiswahili receipt', async () => {
  const { text, language, title } = await draw({ language: 'sw' })

  for (const said of [
    'shilingi mia tano tu /',
    'Imethibitishwa',
    'Nambari ya risiti',
    '24 Novemba 2026, 10:02',
    'hadi 31',
  ]) {
    assert.ok(text.includes(said), said)
  }
  assert.equal(language, 'sw-KE')
  assert.equal(title, 'Risiti 2026-000417, Tumaini Trust')
})

test('it is tagged for screen readers, titled, and carries its letters itself', async () => {
  const { bytes, tags, language, title, isMarked, links, pictures } = await draw()
  const raw = Buffer.from(bytes).toString('latin1')

  assert.deepEqual([language, title, isMarked], ['en-KE', 'Receipt 2026-000417, Tumaini Trust', true])
  assert.match(raw, /\/StructTreeRoot \d+ 0 R/)
  assert.match(raw, /\/DisplayDocTitle true/)
  assert.deepEqual(tags.slice(0, 3), ['Document', 'H1', 'P'])
  for (const tag of ['L', 'LI', 'Lbl', 'LBody', 'Figure', 'Link']) assert.ok(tags.includes(tag), tag)
  assert.deepEqual(pictures, ['QR code of https://give.example.org/v/2026-000417-7K2Q9XW3MB'])
  assert.deepEqual(links, ['https://give.example.org/v/2026-000417-7K2Q9XW3MB'])
  const fonts = raw.match(/\/Type \/FontDescriptor[\s\S]*?endobj/g) ?? []
  assert.ok(fonts.length >= 3)
  assert.ok(fonts.every(font => /\/FontFile2 \d+ 0 R/.test(font) && /\/FontName \/[A-Z]{6}\+/.test(font)))
  assert.doesNotMatch(raw, /Helvetica|\/JavaScript|\/Launch/)
})

test('the same gift is the same bytes, and another is not', async () => {
  const hash = async (facts: Partial<ReceiptFacts> = {}) =>
    createHash('sha256')
      .update((await draw(facts)).bytes)
      .digest('hex')
  const [first, ...again] = [await hash(), await hash(), ...(await Promise.all([hash(), hash()]))]

  assert.deepEqual(new Set(again), new Set([first]))
  assert.notEqual(await hash({ serial: '2026-000418' }), first)
})

test('what was given back or is void says so in words, with the code of the way back and the amount struck', async () => {
  const back = await draw({ state: 'given-back', reversalNumber: 'UKP1AB2C3D' })
  const empty = await draw({ state: 'void', receiptNumber: null, language: 'sw' })

  assert.match(back.text, /GIVEN BACK\..*Given back with code UKP1AB2C3D/)
  assert.match(empty.text, /BATILI\..*itafuata/)
  assert.doesNotMatch(back.text + empty.text, /ASANTE/)
  const rects = async (facts: Partial<ReceiptFacts>) => countRectangles((await draw(facts)).bytes)
  assert.equal((await rects({ state: 'given-back' })) - (await rects({})), 1)
})

test('a gift that was paid twice names the other code and what the giver wants', async () => {
  const asked = await draw({ doubled: { others: ['UKO1AB2C3E'], wish: 'give-back' } })
  const unknown = await draw({ doubled: { others: [], wish: null }, language: 'sw' })

  assert.match(asked.text, /Paid more than once: UKO1AB2C3E belongs to the same gift\. The giver has asked for this/)
  assert.match(unknown.text, /Umelipwa zaidi ya mara moja\./)
})

test('where no money has moved it is a specimen on its face', async () => {
  const [demo, sandbox] = [await draw({ mode: 'demo' }), await draw({ mode: 'sandbox' })]

  assert.match(demo.text, /MFANO \/ SPECIMEN\. Simulator: no money has moved\./)
  assert.match(sandbox.text, /JARIBIO \/ TEST\./)
})

for (const [what, name, expected] of [
  ['a name with marks', 'Łucja Żółć-Ñandú Þórður', 'Łucja Żółć-Ñandú Þórður'],
  ['marks the font does not have', 'Ọlábísí Nguyễn Văn', 'Olábísí Nguyen Văn'],
  ['marks typed one by one', 'Zoe\u0308 Cafe\u0301', 'Zoë Café'],
  ['a picture', 'Amina 👩🏾‍🏫', 'Amina'],
  ['another script, from the right', 'محمد Amina \u202eaninA', 'Amina aninA'],
  ['what PDF reads as its own', 'A (b) \\ <</S/JavaScript>> endobj', 'A (b) \\ <</S/JavaScript>> endobj'],
  ['half a character and controls', 'A\ud83dm\u0000i\nna', 'Ami na'],
] as const) {
  test(`${what} breaks nothing`, async () => {
    const { text, pages } = await draw({ giver: { name, kraPin: null } })

    assert.ok(text.includes(`${expected}, 0700 ••• 001`), text)
    assert.equal(pages, 1)
  })
}

test('a name in letters the font lacks is left out, and so is its line', async () => {
  const { text } = await draw({ giver: { name: '张伟 محمد', kraPin: '张' }, language: 'en' })

  assert.match(text, /ASANTE\. .*From 0700/)
  assert.doesNotMatch(text, /KRA PIN of the giver/)
})

test('however long everything is, it is one page, and nothing lies over the code', async () => {
  const long = (length: number) => 'Wanyama Żółć '.repeat(40).slice(0, length)
  const { pages, lowestAbove, text } = await draw({
    language: 'sw',
    mode: 'demo',
    state: 'given-back',
    amountKes: 777_777,
    reversalNumber: 'UKP1AB2C3D',
    giver: { name: 'W'.repeat(200), kraPin: 'A000000000Z' },
    campaign: { title: long(120), jina: long(120) },
    charity: {
      legalName: long(120),
      registrationNumber: long(60),
      kraPin: 'P000000000Z',
      exemption: { certificateNumber: long(60), validUntil: '2031-12-31' },
      address: Array.from({ length: 6 }, () => long(100)),
      contact: `${'a'.repeat(100)}@example.org`,
    },
    doubled: { others: ['UKO1AB2C3E', 'UKO1AB2C3F', 'UKO1AB2C3G'], wish: 'keep' },
  })

  assert.equal(pages, 1)
  assert.match(text, /0700 ••• 001/)
  // The picture's upper edge, in points from the bottom.
  assert.ok(lowestAbove(/Mawasiliano/) > 122, String(lowestAbove(/Mawasiliano/)))
})

test('the font has every letter that is thought printable, and no receipt shows an empty box', async () => {
  const all = Array.from({ length: 0x2200 }, (_, code) => String.fromCodePoint(code)).filter(
    letter => toPrintable(letter) === letter,
  )
  const { create } = (await import(PDFKITS_FONT_READER)) as { create(bytes: Buffer): { characterSet: number[] } }
  const lettersOf = (fonts: readonly Parameters<typeof readReceiptFont>[0][]) =>
    new Set(fonts.flatMap(font => create(readReceiptFont(font)).characterSet))
  const lacking = (known: Set<number>) => all.filter(letter => !known.has(letter.codePointAt(0) ?? 0))

  assert.ok(all.length > 300)
  assert.deepEqual(lacking(lettersOf(['text', 'textExtended'])), [])
  assert.deepEqual(lacking(lettersOf(['strong', 'strongExtended'])), [])
})

/** Rectangles in what is drawn. */
function countRectangles(bytes: Uint8Array): number {
  const raw = Buffer.from(bytes)
  let count = 0
  for (const match of raw.toString('latin1').matchAll(/\/Filter \/FlateDecode\s*>>\s*stream\r?\n/g)) {
    const start = match.index + match[0].length
    const end = raw.indexOf('endstream', start)
    try {
      count += inflateSync(raw.subarray(start, end)).toString('latin1').match(/ re\b/g)?.length ?? 0
    } catch {
      // A font, perhaps.
    }
  }
  return count
}
