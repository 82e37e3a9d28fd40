import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLink, withLink } from '../app/(donor)/pay/[paymentId]/signed-link.ts'

test('the token is read from a whole address and from a path, and from no address that has several', () => {
  const links = [
    'http://127.0.0.1:3000/pay/1?link=a-1&looks=2',
    '/pay/1?looks=2&link=a-1',
    '//?link=a-1',
    '/pay/1?link=a?b',
    '/pay/1',
    '/pay/1?link=',
    '/pay/1?link=a&link=b',
  ].map(readLink)

  assert.deepEqual(links, ['a-1', 'a-1', 'a-1', 'a?b', null, null, null])
})

test('whatever a token is made of, it stays one value of the link', () => {
  const link = 'a&looks=stop#"><b'

  const made = withLink('/pay/1', link, { looks: '2' })

  assert.equal(readLink(made), link)
  assert.match(made, /^\/pay\/1\?link=[\w%.-]+&looks=2$/)
  assert.deepEqual([withLink('/pay/1', null), withLink('/pay/1', null, { lang: 'sw' })], ['/pay/1', '/pay/1?lang=sw'])
})
