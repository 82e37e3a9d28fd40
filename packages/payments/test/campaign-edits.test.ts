// Campaigns are edited whole, as far as what was given under them allows, and every edit leaves a trace that verify checks.

import assert from 'node:assert/strict'
import type { NewCampaign } from '../src/campaign.ts'
import { DEMO_CHARITY, parseCharity } from '../src/charity.ts'
import { demoCampaign } from '../src/demo-campaign.ts'
import { parseCampaign } from '../src/parse-campaign.ts'
import { type PictureFile, readPicture } from '../src/picture.ts'
import { test } from './both-databases.ts'
import { buildIntent, openTestEngine, request, START } from './open-test-engine.ts'
import { toPng } from './tiny-pictures.ts'

const DESKS = demoCampaign(START)
const DAY_MS = 24 * 60 * 60_000

function picture(width: number): PictureFile {
  const read = readPicture(toPng(width))
  if ('problem' in read) throw new Error(read.problem)
  return read
}

function withPicture(campaign: NewCampaign, { facts }: PictureFile): NewCampaign {
  const alt = { en: 'A desk', sw: 'Dawati' }
  return { ...campaign, content: { ...campaign.content, picture: { ...facts, alt } } }
}

test('an edit changes the page, is noted with what was before, and leaves the books whole', async context => {
  const { engine, time } = await openTestEngine(context)
  await request(engine)
  await time.advance(1_000)

  const edited = await engine.editCampaign('madarasa', { ...DESKS, goalKes: 400_000, endsOn: null })
  const again = await engine.editCampaign('madarasa', { ...DESKS, goalKes: 400_000, endsOn: null })
  const back = await engine.editCampaign('madarasa', DESKS)

  assert.deepEqual([edited.outcome, again.outcome, back.outcome], ['done', 'unchanged', 'done'])
  assert.equal((await engine.findCampaign('madarasa'))?.goalKes, 300_000)
  const edits = await engine.listCampaignEdits('madarasa')
  assert.deepEqual(
    edits.map(({ was }) => was.goal_kes),
    [300_000, 400_000],
  )
  assert.equal(edits[0]?.atMs, START + 1_000)
  assert.deepEqual((await engine.verifyBooks()).firstBadRow, null)
})

test('the slug stays, and the account reference from the first payment on; all problems are told at once', async context => {
  const { engine } = await openTestEngine(context)
  await engine.addCampaign({ ...DESKS, slug: 'kisima', accountReference: 'KISIMA' })

  const before = await engine.editCampaign('madarasa', { ...DESKS, accountReference: 'DESKS' })
  await request(engine)
  const after = await engine.editCampaign('madarasa', { ...DESKS, slug: 'desks', accountReference: 'KISIMA' })
  const unknown = await engine.editCampaign('nowhere', DESKS)

  assert.equal(before.outcome, 'done')
  const problems = after.outcome === 'refused' ? after.problems : []
  assert.equal(problems.length, 3, problems.join('\n'))
  assert.match(problems.join('\n'), /slug: it stays madarasa/)
  assert.match(problems.join('\n'), /accountReference: it stays DESKS/)
  assert.match(problems.join('\n'), /KISIMA belongs to the campaign kisima/)
  assert.equal(unknown.outcome, 'unknown')
  assert.equal((await engine.findCampaign('madarasa'))?.accountReference, 'DESKS')
})

test('a picture is stored with the campaign that names it, and gone when none does', async context => {
  const { engine } = await openTestEngine(context)
  const [one, other] = [picture(1), picture(2)]

  const missing = await engine.editCampaign('madarasa', withPicture(DESKS, one))
  const put = await engine.editCampaign('madarasa', withPicture(DESKS, one), one)
  const stored = await engine.findPicture(one.facts.hash)
  const kept = await engine.editCampaign('madarasa', { ...withPicture(DESKS, one), goalKes: 1_000 })
  await engine.editCampaign('madarasa', withPicture(DESKS, other), other)

  assert.equal(missing.outcome, 'refused')
  assert.deepEqual([put.outcome, kept.outcome], ['done', 'done'])
  assert.deepEqual([stored?.mediaType, Buffer.from(stored?.bytes ?? [])], ['image/png', Buffer.from(one.bytes)])
  assert.equal(await engine.findPicture(one.facts.hash), null)
  assert.ok(await engine.findPicture(other.facts.hash))
  assert.deepEqual((await engine.verifyBooks()).firstBadRow, null)
})

test('an edit that was left out, a row put back, another picture and another charity are found', async context => {
  const { engine } = await openTestEngine(context)
  const { kysely } = engine.database
  const shown = picture(3)
  await engine.setCharity(DEMO_CHARITY)
  const first = await kysely.selectFrom('campaigns').selectAll().executeTakeFirstOrThrow()
  await engine.editCampaign('madarasa', { ...DESKS, goalKes: 400_000 })
  await engine.editCampaign('madarasa', withPicture({ ...DESKS, goalKes: 500_000 }, shown), shown)
  const last = await kysely.selectFrom('campaigns').selectAll().executeTakeFirstOrThrow()
  const edits = await kysely.selectFrom('campaign_edits').selectAll().orderBy('id').execute()
  const findBad = async () => (await engine.verifyBooks()).firstBadRow?.table
  assert.equal(await findBad(), undefined)

  await kysely.updateTable('campaigns').set(first).execute()
  assert.equal(await findBad(), 'campaigns')
  await kysely.updateTable('campaigns').set(last).execute()

  for (const edit of edits) {
    await kysely.deleteFrom('campaign_edits').where('id', '=', edit.id).execute()
    assert.match((await findBad()) ?? 'none', /^campaign/, edit.id)
    await kysely.insertInto('campaign_edits').values(edit).execute()
  }
  await kysely
    .updateTable('campaign_edits')
    .set({ was: JSON.stringify({ ...first, goal_kes: 1 }) })
    .where('id', '=', edits[0]?.id ?? '')
    .execute()
  assert.equal(await findBad(), 'campaign_edits')
  await kysely
    .updateTable('campaign_edits')
    .set({ was: edits[0]?.was ?? '' })
    .where('id', '=', edits[0]?.id ?? '')
    .execute()

  await kysely
    .updateTable('campaign_pictures')
    .set({ bytes: toPng(4) })
    .execute()
  assert.equal(await findBad(), 'campaign_pictures')
  await kysely.updateTable('campaign_pictures').set({ bytes: shown.bytes }).execute()

  await kysely.updateTable('charity').set({ content: '{"legalName":"Somebody else"}' }).execute()
  assert.equal(await findBad(), 'charity')
})

test('before its first day a campaign takes no gift, and from then on it does', async context => {
  const { engine, time } = await openTestEngine(context)
  await engine.editCampaign('madarasa', { ...DESKS, startsOn: '2026-11-25' })

  const early = await engine.requestPayment(buildIntent())
  await time.advance(DAY_MS)
  const onTime = await engine.requestPayment(buildIntent())

  assert.equal(early.outcome === 'refused' && early.reason, 'campaign-not-open')
  assert.equal(onTime.outcome, 'requested')
})

test('a campaign is read whole, or refused with every problem', async () => {
  const { picture: _, spending: __, ...content } = DESKS.content
  const wrong = parseCampaign({
    ...DESKS,
    goalKes: 0,
    floorKes: 200,
    startsOn: '2027-01-02',
    endsOn: '2027-01-01',
    gaol: 1,
    content: {
      ...content,
      suggestedKes: [500, 100, 1_000],
      picture: { hash: 'x', mediaType: 'image/svg+xml', width: 1, height: 1, alt: { en: 'A desk' } },
    },
  })

  assert.deepEqual(parseCampaign({ ...DESKS, content }), {
    campaign: { ...DESKS, content: { ...content, picture: null, spending: [] } },
  })
  const problems = ('problems' in wrong ? wrong.problems : []).join('\n')
  for (const part of [
    'goalKes',
    'gaol',
    'picture.hash',
    'mediaType',
    'alt.sw',
    'low to high',
    'impact',
    'floorKes',
    'endsOn',
  ]) {
    assert.match(problems, new RegExp(part.replace('.', '\\.')), part)
  }
  for (const value of [null, 1, [], 'x', { content: null }]) assert.ok('problems' in parseCampaign(value))
})

test('the charity is read whole, or refused with every problem', async () => {
  const wrong = parseCharity({ ...DEMO_CHARITY, kraPin: 'p051234567q', phone: '020', email: 'x', address: [] })

  assert.deepEqual(parseCharity(DEMO_CHARITY), { charity: DEMO_CHARITY })
  const problems = 'problems' in wrong ? wrong.problems : []
  assert.deepEqual(problems.map(one => one.split(':')[0]).sort(), ['address', 'email', 'kraPin', 'phone'])
  const typed = parseCharity({ ...DEMO_CHARITY, whatsapp: '0700 000 009' })
  assert.equal('charity' in typed && typed.charity.whatsapp, '254700000009')
})
