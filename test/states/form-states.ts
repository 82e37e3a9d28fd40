// The form, come back: every way of writing a number or an amount that cannot be taken, and everything else that keeps a
// gift from being sent.

import type { World } from './open-world.ts'
import type { Scene, State } from './state.ts'

const PATH = '/give/madarasa'
/** As a giver types it. */
const toTyped = (phoneNumber: string) => `0${phoneNumber.slice(3)}`

const problem = (name: string, about: string, typed: Readonly<Record<string, string>>): State => ({
  name: `form-${name}`,
  about,
  isWordsOnly: true,
  prepare: async () => ({ path: PATH, mayReuseForm: true, typed: { phone: '0700 070 000', amount: '500', ...typed } }),
})

/** One whose browser is not in the way of any other. */
const refused = (name: string, about: string, prepare: (world: World) => Promise<Omit<Scene, 'path'>>): State => ({
  name: `form-${name}`,
  about,
  prepare: async world => ({ path: PATH, ...(await prepare(world)) }),
})

export const FORM_STATES: readonly State[] = [
  {
    name: 'form-two-problems',
    about: 'Neither number nor amount can be taken: the summary links to both',
    prepare: async () => ({ path: PATH, typed: { phone: '0712 345 67', amount: '5' } }),
  },
  problem('phone-empty', 'No number', { phone: '' }),
  problem('phone-digit-missing', 'A digit is missing', { phone: '0712 345 67' }),
  problem('phone-digits-missing', 'Three digits are missing', { phone: '0712 345' }),
  problem('phone-digit-too-many', 'A digit too many', { phone: '0712 345 6789' }),
  problem('phone-digits-too-many', 'Two digits too many', { phone: '0712 345 67890' }),
  problem('phone-landline', 'A landline', { phone: '020 2345678' }),
  problem('phone-foreign', 'A number from elsewhere', { phone: '+256 712 345678' }),
  problem('phone-not-mobile', 'Ten digits, and no mobile', { phone: '0912 345 678' }),
  problem('phone-no-number', 'No number at all', { phone: 'my phone' }),
  problem('amount-empty', 'Another amount, and none typed', { amount: '' }),
  problem('amount-cents', 'Cents', { amount: '0.50' }),
  problem('amount-below-floor', 'Below the smallest gift', { amount: '5' }),
  problem('amount-above-mpesa', 'Above what M-PESA moves at once', { amount: '250001' }),
  problem('amount-thousand', '1k', { amount: '1k' }),
  problem('amount-negative', 'Below zero', { amount: '-500' }),
  problem('amount-in-words', 'In words', { amount: 'five hundred' }),
  {
    name: 'form-email-wrong',
    about: 'What cannot be an e-mail address opens the details again',
    prepare: async () => ({
      path: PATH,
      typed: { phone: '0700 070 000', amount: '500', name: 'Wanjiru wa Mfano', email: 'wanjiru.example.org' },
    }),
  },
  {
    name: 'form-large-gift',
    about: 'A large gift, once more in words',
    prepare: async () => ({ path: PATH, typed: { phone: '0700 070 000', amount: '30000' } }),
  },
  refused('own-prompt-open', 'A prompt of the same giver stands open on the phone', async world => {
    const phone = world.newPhone()
    await world.ask({ phone })
    return { typed: { phone: toTyped(phone), amount: '100' } }
  }),
  refused('prompt-open', 'Somebody else’s prompt stands open on the phone', async world => {
    const phone = world.newPhone()
    await world.ask({ phone, giver: 'f'.repeat(32) })
    return { typed: { phone: toTyped(phone), amount: '100' } }
  }),
  refused('phone-stopped', 'No more prompts go to this phone', async world => {
    const phone = world.newPhone()
    await world.engine.promptStops.stop(phone as never, '192.0.2.10')
    return { typed: { phone: toTyped(phone), amount: '100' } }
  }),
  refused('address-limit', 'Too many prompts from one connection', async world => {
    const from = '192.0.2.20'
    for (let asked = 0; asked < 3; asked++) await world.ask({ peerAddress: from })
    return { from, typed: { phone: toTyped(world.newPhone()), amount: '100' } }
  }),
]
