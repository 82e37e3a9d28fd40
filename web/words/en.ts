// Everything the site says in English. `sw.ts` has the same keys; the compiler sees to it.

import type { AmountProblem, PhoneProblem, RequestProblem } from '../app/(donor)/give/[campaign]/gift-answer.ts'
import { campaignEn } from './campaign-en.ts'
import { frameEn } from './frame-en.ts'
import { lightEn } from './light-en.ts'
import { outcomesEn } from './outcomes-en.ts'
import { paidEn } from './paid-en.ts'
import { pledgeEn } from './pledge-en.ts'
import { twiceEn } from './twice-en.ts'
import { verifyEn } from './verify-en.ts'
import { waitingClockEn } from './waiting-clock-en.ts'
import { welcomeEn } from './welcome-en.ts'

type PhoneSentences = Record<Exclude<PhoneProblem['problem'], 'too-short' | 'too-long'>, string>
type AmountSentences = Record<Exclude<AmountProblem['problem'], 'did-you-mean' | 'below-floor'>, string>
type RequestSentences = Record<
  Exclude<RequestProblem['problem'], 'too-early' | 'address-limit' | 'overall-limit'>,
  string
>

export const en = {
  site: {
    ...frameEn.site,
    skip: 'Skip to the page',
    notFoundTitle: 'There is nothing here.',
    notFoundText: 'The address may be mistyped, or the page has moved.',
    toCampaign: 'To the campaign',
    unavailableTitle: 'One moment, please.',
    unavailableText:
      'We cannot read our books just now. Nothing was sent, and no money has moved. Please try again in a minute.',
    givenAlready: 'If you have given already, your gift is safe and its page keeps its address.',
    tryAgain: 'Try again',
    noCampaignTitle: 'No collection is open yet.',
    noCampaignText: 'The charity has not added a campaign.',
  },
  give: {
    of: (goal: string) => `of ${goal}`,
    percent: (percent: number) => `${percent}% of the goal`,
    gifts: (count: string, isOne: boolean) => (isOne ? `${count} gift` : `${count} gifts`),
    daysLeft: (days: number) => (days === 1 ? 'last day today' : `${days} days left`),
    form: 'Give',
    howMuch: 'How many shillings?',
    otherAmount: 'Other amount',
    otherLabel: 'Amount in shillings',
    phone: 'M-PESA number',
    phoneHint: 'The phone that pays: 07… or 01…',
    button: (amount: string) => `Give ${amount} with M-PESA`,
    buttonPlain: 'Give with M-PESA',
    sending: paidEn.sending,
    promptIntro: 'You will get a prompt that says:',
    anAmount: 'the amount',
    prompt: (amount: string, charity: string, account: string | null) =>
      account === null ? `Pay ${amount} to ${charity}` : `Pay ${amount} to ${charity}, account ${account}`,
    promptWarning: 'If it says anything else, press Cancel.',
    noPrompt: 'No prompt?',
    payBill: 'M-PESA → Lipa na M-PESA → Pay Bill',
    buyGoods: 'M-PESA → Lipa na M-PESA → Buy Goods',
    businessNumber: 'Business no.',
    tillNumber: 'Till no.',
    account: 'Account no.',
    practiceFallback: 'For practice only: do not pay this number.',
    story: 'The story',
    share: 'Tell others',
    shareText: (title: string, raised: string, goal: string) => `${title}: ${raised} of ${goal} so far. Join in:`,
    confirmTitle: 'A large gift: is this right?',
    confirmButton: (amount: string) => `Yes, give ${amount} with M-PESA`,
    confirmChange: 'If not, change the amount above.',
    endedTitle: 'This collection has ended.',
    endedText: (raised: string) => `Together you gave ${raised}. Asante!`,
    summary: 'Please look at this first:',
  },
  problems: {
    phone: {
      empty: 'Type the M-PESA number that will pay.',
      'not-a-number': 'That does not look like a phone number. M-PESA numbers are like 0712 345 678.',
      foreign: 'Only Kenyan M-PESA numbers can give here. They begin with 07, 01 or +254.',
      landline: 'That is a landline. M-PESA numbers begin with 07 or 01.',
      'not-mobile': 'M-PESA numbers begin with 07 or 01, like 0712 345 678.',
      several: 'There are two numbers. Type only one.',
    } satisfies PhoneSentences,
    digitsMissing: (count: number) =>
      `${count === 1 ? 'One digit is' : `${count} digits are`} missing: M-PESA numbers have 10, like 0712 345 678.`,
    digitsTooMany: (count: number) =>
      `${count === 1 ? 'One digit' : `${count} digits`} too many: M-PESA numbers have 10, like 0712 345 678.`,
    amount: {
      'none-chosen': 'Choose an amount, or type another.',
      several: 'There are two amounts. Choose only one.',
      empty: 'Type how much you want to give.',
      'not-a-number': 'That does not look like an amount. Type shillings, like 1,000.',
      'has-cents': 'M-PESA takes whole shillings. Leave out the cents.',
      'not-positive': 'Type an amount above zero.',
      'too-large': 'M-PESA allows up to KSh 250,000 at once. Give in two parts.',
    } satisfies AmountSentences,
    didYouMean: (amount: string) => `Did you mean ${amount}? Type it in full.`,
    belowFloor: (floor: string) => `The smallest gift here is ${floor}.`,
    request: {
      'prompt-open':
        'A prompt is open on this phone just now. Finish or cancel it there, then give again in a minute and a half.',
      'still-checking': 'M-PESA is still working on it. Please do not pay again yet.',
      'no-retry': 'This cannot be sent again just now. Nothing was sent.',
      'phone-limit':
        'We may not send another prompt to this number just now. You can still give by hand, as shown here.',
      unavailable: 'We could not write this into our books, so nothing was sent. Please try again in a minute.',
    } satisfies RequestSentences,
    openOwnPrompt: 'See the gift it belongs to',
    addressLimit: (minutes: number) =>
      `Many prompts were asked for from this connection. Please wait ${toMinutes(minutes)}, or give by hand, as shown here.`,
    overallLimit: (minutes: number) =>
      `Very many people are giving just now. Please wait ${toMinutes(minutes)}, or give by hand, as shown here.`,
    byHand: 'Give without a prompt',
    demoLimits: 'Demo: PROMPT_LIMIT_PER_PHONE and PROMPT_LIMIT_PER_ADDRESS say how many. Another number works at once.',
    tooEarly: (seconds: number) => `Please wait another ${seconds} s before the prompt is sent again.`,
  },
  waiting: {
    ...waitingClockEn,
    sendAgain: 'No prompt came? Send it again',
    stillBySelf: 'Only if no prompt came, pay by hand:',
    payBillOnlyIf: 'If you entered your PIN, please wait.',
  },
  failed: {
    title: 'Not paid',
    retry: 'Try again',
    retryAmount: 'How many shillings?',
    sendAgain: (amount: string) => `Send ${amount} again`,
    sendAgainPlain: 'Send again',
    sameNumber: (phone: string) => `The prompt goes to ${phone}.`,
    otherNumber: 'Use another number',
    inSeconds: (seconds: number) => `You can send it again in ${seconds} s.`,
    askFirst: 'We ask M-PESA first, and send a new prompt only if the one before is over.',
    otherWays: 'Or pay by hand:',
    laterSucceeded: 'A later attempt succeeded.',
    laterOpen: 'You have sent it again.',
    earlierSucceeded: 'An earlier attempt went through. If a prompt is still on your phone, press Cancel.',
    toReceipt: 'See the receipt',
    toNewest: 'See the newest attempt',
    details: 'Details for the treasurer',
    code: 'M-PESA result code',
    reason: 'Reason',
    reference: 'Reference',
    when: 'When',
  },
  outcomes: outcomesEn,
  paid: paidEn,
  review: {
    title: 'Being looked into',
    noAnswer: 'We don’t know yet. Your money is safe.',
    contradiction: 'A person is looking into this gift.',
    text: 'M-PESA has not told us clearly what became of it, so the treasurer checks it by hand. Nothing more will be taken, and this page will show the result.',
    doNotPay:
      'Please do not pay again for this gift. If you have an M-PESA message about it, keep it: its code settles the question.',
  },
  receipt: {
    title: '✓ Received',
    thanks: (name: string | null) => (name === null ? 'Asante.' : `Asante, ${name}.`),
    received: (amount: string, charity: string) => `${charity} has received your ${amount}.`,
    only: (words: string) => `${words} only`,
    code: 'M-PESA code',
    codeFollows: 'follows',
    codeFollowsText: 'M-PESA has confirmed the gift. Its receipt number follows and will appear here.',
    date: 'Date',
    eastAfricaTime: 'East Africa Time',
    purpose: 'For',
    charity: 'To',
    from: 'From',
    yourMotif: 'Your gift is the yellow grain.',
    savePdf: 'Save as PDF',
    print: 'Print',
    giveAgain: 'Give again',
    share: 'Tell others on WhatsApp',
    qr: (address: string) => `QR code of ${address}`,
    scan: 'Whoever wants to know whether this receipt is genuine scans this, or opens',
    lateText: 'It arrived after we had told you otherwise. All is well.',
  },
  reversed: {
    title: 'Given back',
    heading: (amount: string) => `Your ${amount} was given back.`,
    text: 'The charity has returned this gift through M-PESA.',
  },
  stranger: {
    title: 'A gift',
    heading: (campaign: string) => `A gift to “${campaign}”`,
    status: {
      created: 'Its prompt is being sent.',
      pending: 'M-PESA has been asked; the answer is awaited.',
      succeeded: 'It has arrived. Asante.',
      failed: 'It was not paid.',
      review: 'A person is looking into it.',
      reversed: 'It was given back.',
    },
    beingChecked: 'It is being checked with M-PESA.',
    privacy: 'Only the browser that gave sees the amount and the receipt.',
  },
  stop: {
    title: 'A prompt you did not ask for?',
    lead: 'Somebody typed your number on this site. Nothing is taken unless you enter your PIN. If you want no more prompts from here, tell us your number.',
    phone: 'Your number',
    hint: 'We keep only a fingerprint of it, which nobody can turn back into your number.',
    button: 'Send me no more prompts',
    doneTitle: 'No more prompts will come from here.',
    doneText: 'This site sends no M-PESA prompt to that number any more, whoever types it.',
    again: 'You can still give with Pay Bill, without a prompt. To get prompts again, tell the charity.',
    tooMany: 'Several numbers were stopped from this connection today. Please tell the charity, or try again tomorrow.',
  },
  campaign: campaignEn,
  light: lightEn,
  twice: twiceEn,
  pledge: pledgeEn,
  verify: verifyEn,
  welcome: welcomeEn,
}

function toMinutes(minutes: number): string {
  return minutes === 1 ? 'one minute' : `${minutes} minutes`
}

/** The shape of every language. */
export type Words = typeof en
