// Why a payment did not happen, in English: what happened, what became of the money, what to do. "Nothing was taken"
// stands only where that is certain; otherwise "We have received no money". Nobody is accused (UX 1.1.4).

import type { Outcome } from '../app/(donor)/pay/[paymentId]/outcome.ts'

/** The three sentences. */
export interface OutcomeSentences {
  readonly what: string
  readonly money: string
  readonly next: string
  /** Added where the same thing happens again. */
  readonly again?: string
}

export const outcomesEn: Readonly<Record<Outcome, OutcomeSentences>> = {
  'insufficient-funds': {
    what: 'Your M-PESA balance (and Fuliza) was not enough.',
    money: 'Nothing was taken.',
    next: 'Top up, or choose a smaller amount.',
  },
  'prompt-closed': {
    what: 'The prompt closed before a PIN was entered.',
    money: 'Nothing was taken.',
    next: 'Send it again when you are ready.',
  },
  'no-answer': {
    what: 'Your phone did not answer in time.',
    money: 'We have received no money.',
    next: 'Check that it is on, unlocked and has network, then send the prompt again.',
    again: 'If it happens again, dial *234# to update the SIM menu, or use PayBill.',
  },
  'wrong-pin': {
    what: 'That PIN was not right.',
    money: 'Nothing was taken.',
    next: 'Try again. Several wrong PINs lock M-PESA; to unlock it, dial *334# → My Account → M-PESA PIN Manager.',
  },
  'pin-locked': {
    what: 'Your M-PESA PIN is locked.',
    money: 'Nothing was taken.',
    next: 'Unlock it on *334#, then come back to this page.',
  },
  'other-transaction': {
    what: 'Another M-PESA transaction is open on this number.',
    money: 'We have received no money.',
    next: 'Finish it, wait two minutes, then send the prompt again.',
  },
  'ran-out': {
    what: 'The request ran out of time.',
    money: 'We have received no money.',
    next: 'Send it again and approve it within a minute.',
  },
  'not-shown': {
    what: 'M-PESA could not show the prompt.',
    money: 'It is not your fault and nothing was taken.',
    next: 'Try in a minute, or use PayBill.',
  },
  'same-amount-twice': {
    what: 'M-PESA could not finish this, often because the same amount was sent twice in two minutes.',
    money: 'We have received no money for this try.',
    next: 'Wait two minutes, then send the prompt again.',
  },
  'mpesa-busy': {
    what: 'M-PESA is very busy.',
    money: 'We have received no money.',
    next: 'Try again in 30 seconds.',
  },
  'too-small': {
    what: 'M-PESA does not allow this amount: it is too small.',
    money: 'Nothing was taken.',
    next: 'Choose another.',
  },
  'too-large': {
    what: 'M-PESA does not allow this amount: it is too large.',
    money: 'Nothing was taken.',
    next: 'Choose another.',
  },
  'day-limit': {
    what: 'This would pass your M-PESA limit for today.',
    money: 'Nothing was taken.',
    next: 'Give less, or tomorrow.',
  },
  'charity-account': {
    what: "The charity's M-PESA account cannot take this payment now.",
    money: 'Nothing was taken.',
    next: 'Please tell them, or give another day.',
  },
  'payer-account': {
    what: 'This number cannot pay with M-PESA now.',
    money: 'Nothing was taken.',
    next: 'Check the number, or use another.',
  },
  'request-refused': {
    what: 'M-PESA did not take this request.',
    money: 'Nothing was sent.',
    next: 'Please check the number. If it is right the fault is ours: use PayBill below.',
  },
  'our-side': {
    what: 'Giving by prompt is not working just now.',
    money: 'The fault is on our side, and nothing was sent.',
    next: 'Use PayBill below.',
  },
  'many-givers': {
    what: 'Many people are giving right now.',
    money: 'Nothing was sent.',
    next: 'Try again in a minute, or use PayBill.',
  },
  'unknown-code': {
    what: 'M-PESA did not complete this.',
    money: 'We have received no money.',
    next: 'Try again, or use PayBill.',
  },
}
