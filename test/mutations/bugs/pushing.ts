// Asking the phone: the row, the push, and what its answer means.

import type { Bug } from '../bug.ts'

const REQUEST = 'packages/payments/src/request-payment.ts'
const BEGIN = 'packages/payments/src/begin-payment.ts'
const PUSH = 'packages/payments/src/decide-push.ts'
const CALL = 'packages/daraja/src/request.ts'

export const PUSHING_BUGS: readonly Bug[] = [
  {
    name: 'push-sent-again-after-timeout',
    what: 'A push that is not answered in time is sent once more.',
    patch: [
      {
        file: CALL,
        find: "  if (attempt.outcome !== 'rejected' || attempt.problem.reason !== 'unauthorised') return attempt\n",
        replace:
          "  if (attempt.outcome === 'unknown') return post(connection, path, body, timeoutMs, first.token)\n  if (attempt.outcome !== 'rejected' || attempt.problem.reason !== 'unauthorised') return attempt\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'push-sent-again-after-5xx',
    what: 'A push answered with a server error is sent once more.',
    patch: [
      {
        file: CALL,
        find: "  if (attempt.outcome !== 'rejected' || attempt.problem.reason !== 'unauthorised') return attempt\n",
        replace:
          "  if (attempt.outcome === 'unknown' && attempt.problem.httpStatus >= 500) return post(connection, path, body, timeoutMs, first.token)\n  if (attempt.outcome !== 'rejected' || attempt.problem.reason !== 'unauthorised') return attempt\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'unknown-push-failed',
    what: 'A push nobody has answered makes the payment failed.',
    patch: [
      {
        file: PUSH,
        find: "return verdict('applied', because, { ...payment, status: 'pending', nextQueryAtMs })",
        replace:
          "return verdict('applied', because, { ...payment, status: 'failed', failureReason: 'not-sent', settledAtMs: report.atMs, nextQueryAtMs: null })",
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/payments/test/decide.test.ts',
      test: 'push unknown: created',
    },
  },
  {
    name: 'gateway-page-is-a-refusal',
    what: 'An answer to the push that is no JSON is taken for a refusal, though somebody may have been prompted.',
    patch: [
      {
        file: 'packages/daraja/src/stk-push.ts',
        find: "  return unknown({ message: body ? 'the answer names no checkout request' : 'the answer is not JSON', httpStatus })",
        replace:
          "  return rejected('unreachable', { message: body ? 'the answer names no checkout request' : 'the answer is not JSON', httpStatus })",
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/daraja/test/client.test.ts',
      test: 'a push answered by HTML with status 200 has an unknown outcome and is not sent again',
    },
  },
  {
    name: 'timeout-is-a-refusal',
    what: 'A push without an answer is taken for one that was never sent.',
    patch: [
      {
        file: CALL,
        find: "    return unknown({ message: 'no whole answer came back' })",
        replace: "    return rejected('unreachable', { message: 'no whole answer came back' })",
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: {
      file: 'packages/daraja/test/client.test.ts',
      test: 'a push that is never answered has an unknown outcome',
    },
  },
  {
    name: 'late-answer-reopens',
    what: 'The push’s answer sets the payment to pending, though a callback has settled it meanwhile.',
    patch: [
      {
        file: PUSH,
        find: "const isOpen = payment.status === 'created' || payment.status === 'pending'",
        replace: "const isOpen = ['created', 'pending', 'failed', 'succeeded'].includes(payment.status)",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'no-answer-reopens',
    what: 'A push’s answer that never came sets the payment to pending, though a callback has settled it meanwhile.',
    patch: [
      {
        file: PUSH,
        find: "      if (payment.status !== 'created') return verdict('nothing-new', 'no answer to the push', payment)\n",
        replace: '',
      },
    ],
    caughtBy: 'simulation',
    alsoCaughtBy: { file: 'packages/payments/test/decide.test.ts', test: 'push unknown: created' },
  },
  {
    name: 'answered-push-not-asked-about',
    what: 'A push that was accepted is only waited for: where its callback is lost, nobody asks.',
    patch: [
      {
        file: PUSH,
        find: '        nextQueryAtMs: isAwaitingQuery(payment) ? report.atMs : scheduleNextQuery(bound, report.atMs),\n',
        replace: '        nextQueryAtMs: isAwaitingQuery(payment) ? report.atMs : null,\n',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'forgotten-at-boot',
    what: 'A payment whose process died between the push and its answer is never looked at again.',
    patch: [
      {
        file: 'packages/payments/src/payment.ts',
        find: '    nextQueryAtMs: pushDeadlineMs,\n',
        replace: '    nextQueryAtMs: null,\n',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'answer-not-stored-again',
    what: 'A push’s answer the database does not take at first is given up, and with it the id to ask about.',
    patch: [
      {
        file: REQUEST,
        find: '  for (const delayMs of [...STORE_AGAIN_AFTER_MS, null]) {',
        replace: '  for (const delayMs of [null]) {',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/request-payment.test.ts',
      test: 'an answer to the push that cannot be stored at first is stored when the database is back [SQLite]',
    },
  },
  {
    name: 'pressed-twice-prompted-twice',
    what: 'The same form sent twice finds its payment, and sends its push again.',
    patch: [
      {
        file: BEGIN,
        find: "    if (isSame) return { outcome: 'known', payment: sameId }\n",
        replace:
          "    if (isSame && sameId.status === 'created') return { outcome: 'begun', payment: sameId }\n    if (isSame) return { outcome: 'known', payment: sameId }\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'push-before-row',
    what: 'The push is sent before the payment is stored.',
    patch: [
      {
        file: REQUEST,
        find: '  const begun = await beginPayment(context, { ...intent, phoneNumber, earlier })\n',
        replace:
          '  const sent = context.daraja.sendStkPush({\n    phoneNumber,\n    amountKes: intent.amountKes,\n    accountReference: intent.campaign.toUpperCase(),\n    description: DESCRIPTION,\n    callbackUrl: toCallbackUrl(context.callbackBase, intent.id, context.tokens),\n  })\n  const begun = await sent.then(() => beginPayment(context, { ...intent, phoneNumber, earlier }))\n',
      },
      {
        file: REQUEST,
        find: "  return { outcome: 'requested', payment, pushed: push(context, payment, phoneNumber) }\n",
        replace:
          "  const pushed = sent.then(async answer => {\n    context.ports.reach('push-answered')\n    tell(context, payment, answer)\n    const applied = await applyPush(context, payment, toPushReport(answer, context.ports.nowMs(), context.sealer))\n    context.ports.reach('push-applied')\n    return applied\n  })\n  return { outcome: 'requested', payment, pushed }\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'two-prompts-open-on-one-phone',
    what: 'A second gift prompts a phone on which a prompt may still stand open.',
    patch: [
      {
        file: BEGIN,
        find: 'const open = await findOpenPrompt(kysely, phoneHash, nowMs - PROMPT_OPEN_MS)',
        replace: 'const open = await findOpenPrompt(kysely, phoneHash, nowMs)',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/request-payment.test.ts',
      test: 'while a prompt is open on a phone, nobody else can send it another [SQLite]',
    },
  },
  {
    name: 'retry-does-not-ask-first',
    what: 'A retry prompts again while M-PESA may still be working on the last attempt.',
    patch: [
      {
        file: REQUEST,
        find: "    if (asked.status === 'pending') return refused('still-checking', asked)\n",
        replace: "    if (asked.status === 'created') return refused('still-checking', asked)\n",
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/request-payment.test.ts',
      test: 'a retry after 90 s asks Daraja first, and waits while M-PESA is still at it [SQLite]',
    },
  },
  {
    name: 'refused-token-kept',
    what: 'A token Daraja refuses is used until its hour is over.',
    patch: [
      {
        file: CALL,
        find: "  if (attempt.outcome !== 'rejected' || attempt.problem.reason !== 'unauthorised') return attempt\n",
        replace: "  if (attempt.outcome !== 'answered' || attempt.answer.status !== 401) return attempt\n",
      },
    ],
    caughtBy: {
      file: 'packages/daraja/test/client.test.ts',
      test: 'a token refused with 404.001.03 is renewed once and the push sent with the new one',
    },
  },
]
