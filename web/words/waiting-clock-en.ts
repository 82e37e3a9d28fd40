// What a waiting page says by the clock, in English. Apart from en.ts, because the browser has it too: as part of a script
// that is fetched once, not of every page.

import type { WaitingPhase } from '../app/(donor)/pay/[paymentId]/waiting-phase.ts'

export const waitingClockEn = {
  heading: {
    sending: 'Sending a prompt to your phone',
    'enter-pin': 'Now look at your phone. Enter your M-PESA PIN.',
    'still-waiting': 'Still waiting for M-PESA',
    checking: 'Checking with M-PESA',
    unknown: 'We don’t know yet. Your money is safe.',
    'being-checked': 'Your gift is being checked with M-PESA',
  } satisfies Record<WaitingPhase, string>,
  title: {
    sending: (amount: string) => `Sending · ${amount}`,
    'enter-pin': (amount: string) => `Enter PIN · ${amount}`,
    'still-waiting': (amount: string) => `Waiting · ${amount}`,
    checking: (amount: string) => `Checking · ${amount}`,
    unknown: (amount: string) => `Not known yet · ${amount}`,
    'being-checked': (amount: string) => `Being checked · ${amount}`,
  } satisfies Record<WaitingPhase, (amount: string) => string>,
  help: {
    sending: 'It takes a few seconds.',
    'enter-pin': '',
    'still-waiting': 'You may leave this page. Its address keeps working, and becomes your receipt.',
    checking:
      'The prompt has closed by now, and we are asking M-PESA what came of it. If you got an M-PESA message, there is nothing more to do.',
    unknown:
      'If M-PESA took it we will find it, usually within minutes and at the latest within a day. This page then becomes your receipt. Please do not pay again yet.',
    'being-checked':
      'We were told that it is paid, and M-PESA has to confirm it before it counts. That takes minutes at most. Please do not pay again.',
  } satisfies Record<WaitingPhase, string>,
  hint: 'No prompt yet? Unlock the phone and close other M-PESA menus. On a slow network it can take 30 seconds.',
  steps: 'Where your gift is',
  stepSent: 'Request sent',
  stepPin: 'Your PIN, on your phone',
  stepConfirm: 'M-PESA confirms',
  stepReceipt: 'Receipt',
  stepDone: 'done',
  stepNow: 'now',
  stepLater: 'to come',
  neverPin: 'Never type your PIN on a website. Only on your phone.',
  phoneCaption: 'The prompt on your phone',
  phoneQuestion: (amount: string, charity: string, account: string | null) =>
    account === null ? `Pay ${amount} to ${charity}` : `Pay ${amount} to ${charity}, account ${account}`,
  phonePin: 'Enter M-PESA PIN:',
  phoneCancel: 'Cancel',
  phoneOk: 'OK',
  from: (phone: string) => `from ${phone}`,
  wrongNumber: 'Wrong number?',
  check: 'Check now',
  checkHelp: 'Asks M-PESA once more.',
  refreshing: 'This page looks again by itself every 8 seconds.',
  stopRefreshing: 'Stop looking again by itself',
}
