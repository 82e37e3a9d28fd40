// T9: prompts as a weapon. A stranger's number is typed from hundreds of addresses, in every spelling, at two processes at
// once; the phone must see no more prompts than the limits allow, and everybody else must notice nothing. T9b: whoever is
// kept from a prompt can still give.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../journeys/start-harambee.ts'
import { IS_SOAK } from '../soak/minutes.ts'
import { databasesOf } from './attacked-databases.ts'
import { giveFrom, openTwoSites, type TwoSites } from './two-sites.ts'

const ADDRESSES = 500
/** Requests under way at once, half of them at each process. */
const AT_ONCE = IS_SOAK ? 100 : 50
const MOST_IN_A_QUARTER = 3
const MOST_FROM_AN_ADDRESS = 10

/** Twelve ways to write 254700000123. */
const SPELLINGS = [
  '0700000123',
  '+254700000123',
  '254700000123',
  '0700 000 123',
  '0700-000-123',
  '(0700) 000123',
  '+254 700 000 123',
  '00254700000123',
  '700000123',
  '0700.000.123',
  ' 0700000123 ',
  '254-700-000-123',
]
const VICTIM = '254700000123'

const toAddress = (number: number) => `198.51.${Math.floor(number / 250)}.${(number % 250) + 1}`

for (const kind of databasesOf(import.meta.url)) {
  test(`a stranger’s phone sees no more prompts than the limit, whoever types it [${kind}]`, async context => {
    const { harambee, sites } = await openTwoSites(context, kind)
    const { safaricom } = harambee
    // The cruellest case: whoever holds the phone makes room for the next prompt at once.
    await safaricom.setSubscriber(VICTIM, { behaviour: 'cancels', delayMs: 0 })

    const attack = bomb(sites)
    const honest = await Promise.all(
      [0, 1, 2, 3].map(index =>
        giveFrom(sites[index % 2] ?? '', `203.0.113.${index + 1}`, { phone: `25470000020${index}` }),
      ),
    )
    const answers = await attack
    await until('the prompts to end', async () => {
      const { prompts } = await safaricom.ledger()
      return prompts.filter(({ phoneNumber }) => phoneNumber === VICTIM).every(({ state }) => state !== 'open')
    })

    const { prompts } = await safaricom.ledger()
    const shown = prompts.filter(({ phoneNumber }) => phoneNumber === VICTIM)
    const refused = answers.filter(({ status }) => status === 429)
    context.diagnostic(`${answers.length} forms, ${shown.length} prompts, ${refused.length} refused with 429`)
    assert.ok(shown.length >= 1 && shown.length <= MOST_IN_A_QUARTER, `${shown.length} prompts`)
    assert.deepEqual(
      honest.map(({ status }) => status),
      [303, 303, 303, 303],
    )
    assert.ok(refused.length > 0)
    // T9b: the refused are shown how to give by hand, and nothing about who asked for the prompts.
    for (const { page } of refused.slice(0, 20)) {
      assert.match(page, /Give without a prompt/)
      assert.match(page, /Pay Bill/)
      assert.match(page, /MADARASA/)
      assert.doesNotMatch(page, /\/pay\/[0-9a-f]{32}/)
    }
  })

  test(`one address prompts at most ten phones in ten minutes, from both processes together [${kind}]`, async context => {
    const { harambee, sites } = await openTwoSites(context, kind)
    const phones = Array.from({ length: 40 }, (_, index) => `2547000003${String(index).padStart(2, '0')}`)

    const answers = await Promise.all(
      phones.map((phone, index) => giveFrom(sites[index % 2] ?? '', '198.51.100.9', { phone })),
    )
    const others = await giveFrom(sites[0], '198.51.100.10', { phone: '254700000399' })

    const { prompts } = await harambee.safaricom.ledger()
    assert.equal(answers.filter(({ status }) => status === 303).length, MOST_FROM_AN_ADDRESS)
    assert.equal(prompts.filter(({ phoneNumber }) => phones.includes(phoneNumber)).length, MOST_FROM_AN_ADDRESS)
    assert.equal(others.status, 303)
    // An IPv6 household is one address.
    const household = await Promise.all(
      Array.from({ length: 15 }, (_, index) =>
        giveFrom(sites[index % 2] ?? '', `2001:db8:7:1::${index + 1}`, { phone: `2547000004${10 + index}` }),
      ),
    )
    assert.equal(household.filter(({ status }) => status === 303).length, MOST_FROM_AN_ADDRESS)
  })

  test(`whoever wants no prompts gets none, and nobody stops a whole town [${kind}]`, async context => {
    const { harambee, sites } = await openTwoSites(context, kind)
    const stop = async (phone: string, address: string) => {
      const answer = await fetch(`${sites[0]}/stop-prompts/send`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: sites[0], 'x-forwarded-for': address, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ phone }).toString(),
      })
      return answer.headers.get('location')
    }

    assert.equal(await stop('0700 000 501', '198.51.100.20'), '/stop-prompts?stopped')
    const stopped = await giveFrom(sites[1], '198.51.100.21', { phone: '+254700000501' })
    const fromShell = await harambee.cli(
      'pay',
      '--phone',
      '0700000501',
      '--amount',
      '100',
      '--campaign',
      'madarasa',
      '--json',
    )

    assert.equal(stopped.status, 429)
    assert.match(stopped.page, /Give without a prompt/)
    assert.equal(fromShell.exitCode, 1)
    assert.equal(fromShell.json<{ error: { code: string } }>().error.code, 'phone-stopped')
    assert.deepEqual((await harambee.safaricom.ledger()).prompts, [])

    const more = await Promise.all([2, 3, 4, 5, 6, 7].map(last => stop(`070000050${last}`, '198.51.100.20')))
    assert.equal(more.filter(location => location === '/stop-prompts?stopped').length, 4)
    assert.equal(more.filter(location => location === '/stop-prompts?too-many').length, 2)
    assert.equal(await stop('07000', '198.51.100.22'), '/stop-prompts?problem=too-short&digits=5')

    await harambee.cli('prompts', 'allow', '--phone', '0700000501')
    assert.equal((await giveFrom(sites[1], '198.51.100.21', { phone: '0700000501' })).status, 303)
  })
}

/** Every address asks once, each with the next spelling, at the two sites in turn. */
async function bomb(sites: TwoSites['sites']): Promise<{ status: number; page: string }[]> {
  const answers: { status: number; page: string }[] = []
  let next = 0
  const ask = async () => {
    for (let number = next++; number < ADDRESSES; number = next++) {
      const phone = SPELLINGS[number % SPELLINGS.length] ?? ''
      answers.push(await giveFrom(sites[number % 2] ?? '', toAddress(number), { phone }))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, ask))
  return answers
}
