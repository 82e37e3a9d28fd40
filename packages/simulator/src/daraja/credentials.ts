// Who asks: the short code and the password that proves it, the same for a push and its query.

import type { Core } from '../core.ts'
import { findOrganisation } from '../organisations.ts'
import type { Organisation } from '../tables.ts'
import { ANY_TEXT, type Fields, SHORT_CODE, TIMESTAMP } from './fields.ts'
import { type DarajaReply, refuse } from './reply.ts'

/** The fields every request about prompts starts with. */
export const CREDENTIAL_RULES = {
  BusinessShortCode: SHORT_CODE,
  Password: ANY_TEXT,
  Timestamp: TIMESTAMP,
} as const

/** The organisation, or why not: one error code with two messages. */
export function checkCredentials(
  core: Core,
  fields: Fields<keyof typeof CREDENTIAL_RULES>,
): { readonly organisation: Organisation } | { readonly refusal: DarajaReply } {
  const organisation = findOrganisation(core, fields.BusinessShortCode)
  if (organisation === undefined) return { refusal: refuse(core, 500, '500.001.1001', 'Merchant does not exist') }

  const secret = `${fields.BusinessShortCode}${organisation.passkey}${fields.Timestamp}`
  return fields.Password === Buffer.from(secret).toString('base64')
    ? { organisation }
    : { refusal: refuse(core, 500, '500.001.1001', 'Wrong credentials') }
}
