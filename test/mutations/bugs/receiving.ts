// Between Safaricom's POST and the row on the disk.

import type { Bug } from '../bug.ts'

const WRITER = 'packages/payments/src/inbox-writer.ts'
const RECEIVE = 'packages/payments/src/receive-callback.ts'

export const RECEIVING_BUGS: readonly Bug[] = [
  {
    name: 'acknowledged-before-commit',
    what: 'A callback is answered with 200 as soon as it is queued, before its row is committed.',
    patch: [
      {
        file: WRITER,
        find: '      queue.push({ callback, resolve, reject })\n',
        replace: '      queue.push({ callback, resolve, reject })\n      resolve()\n',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'full-disk-swallowed',
    what: 'An error while a batch is stored counts as stored, so that a full disk goes unnoticed.',
    patch: [
      {
        file: WRITER,
        find: 'results = batch.map(() => toError(error))',
        replace: 'results = batch.map(() => null)',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'refusal-answered-with-200',
    what: 'The listener catches the error of a callback that could not be stored, logs it, and answers 200.',
    patch: [
      {
        file: RECEIVE,
        find: "    ports.log.error('a callback could not be stored and was refused with 503', { error: toErrorText(error) })\n    return false\n",
        replace:
          "    ports.log.error('a callback could not be stored and was refused with 503', { error: toErrorText(error) })\n    return true\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'unreadable-body-thrown-away',
    what: 'A body that is no JSON is answered with 200 and not stored.',
    patch: [
      {
        file: RECEIVE,
        find: '  try {\n    const row = {\n',
        replace:
          "  try {\n    JSON.parse(Buffer.from(body).toString())\n  } catch {\n    metrics.callbacks.inc({ answer: 'stored' })\n    return true\n  }\n  try {\n    const row = {\n",
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'one-callback-a-minute-is-enough',
    what: 'A second callback about a payment while the first is not drained is taken for a double and not stored.',
    patch: [
      {
        file: WRITER,
        find: '      if (queue.length >= MAX_QUEUE) return Promise.reject(new InboxFull())\n',
        replace:
          '      if (queue.length >= MAX_QUEUE) return Promise.reject(new InboxFull())\n      const isDouble = callback.namedId !== null && lastNamedId === callback.namedId\n      lastNamedId = callback.namedId\n      if (isDouble) return Promise.resolve()\n',
      },
      {
        file: WRITER,
        find: '  let isFlushing = false\n',
        replace: '  let isFlushing = false\n  let lastNamedId: string | null = null\n',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'token-not-checked',
    what: 'A callback at a payment’s own door needs the shared key only; a wrong token makes no difference.',
    patch: [
      {
        file: RECEIVE,
        find: '  if (!isKey || (door.named !== null && namedId === null)) {',
        replace: '  if (!isKey) {',
      },
    ],
    caughtBy: 'simulation',
  },
  {
    name: 'one-token-for-all-payments',
    what: 'The token in a callback URL is not bound to its payment: one donor’s opens the doors of all.',
    patch: [
      {
        file: 'packages/payments/src/callback-url.ts',
        find: "createHmac('sha256', secret).update(id).digest",
        replace: "createHmac('sha256', secret).update('payment').digest",
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/sealing.test.ts',
      test: 'a callback token is hex, fits its payment only, and names its key',
    },
  },
  {
    name: 'every-address-is-allowed',
    what: 'While observing, a callback from an unlisted address is stored as coming from a listed one.',
    patch: [
      {
        file: RECEIVE,
        find: "isAllowed: context.ipMode === 'off' || context.isAllowed(peerAddress),",
        replace: "isAllowed: context.ipMode !== 'enforce' || context.isAllowed(peerAddress),",
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/callbacks.test.ts',
      test: 'while observing, a success from an unlisted address waits for a query too [SQLite]',
    },
  },
  {
    name: 'enforced-list-not-enforced',
    what: 'With the allow-list enforced, whoever is not on it still gets in.',
    patch: [
      {
        file: RECEIVE,
        find: "  if (context.ipMode !== 'enforce' || context.isAllowed(peerAddress)) return true\n",
        replace:
          "  if (context.ipMode !== 'enforce' || context.isAllowed(peerAddress) || method === 'POST') return true\n",
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/listener.test.ts',
      test: 'an address that is not on the list gets 403 whatever the key, and a payment it names is asked about [SQLite]',
    },
  },
  {
    name: 'forwarded-header-believed',
    what: 'Anybody’s X-Forwarded-For is believed, so that one header gets past the allow-list.',
    patch: [
      {
        file: 'packages/payments/src/allow-list.ts',
        find: 'if (proxies.length === 0 || !isTrusted(socketAddress)) return socketAddress',
        replace: "if (request.headers['x-forwarded-for'] === undefined) return socketAddress",
      },
      {
        file: 'packages/payments/src/allow-list.ts',
        find: 'const hop = proxyAddr(request, address => isTrusted(address))',
        replace: 'const hop = proxyAddr(request, () => true)',
      },
    ],
    caughtBy: {
      file: 'packages/payments/test/listener.test.ts',
      test: 'a header that claims another address is believed from a trusted proxy only [SQLite]',
    },
  },
]
