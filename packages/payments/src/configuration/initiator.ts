// Who asks M-PESA about single receipts: an API operator of the short code. Optional, and both values or neither.

import type { Environment } from './environment.ts'
import type { Problems } from './problems.ts'
import { secret } from './secret.ts'
import type { DarajaAccount } from './settings.ts'

/** Encrypted with a key of 2,048 bits it has 344 characters; a password somebody has put there has few. */
const SHORTEST_CREDENTIAL = 64
const MAX_NAME_LENGTH = 60

export function readInitiator(environment: Environment, problems: Problems): DarajaAccount['initiator'] {
  const { MPESA_INITIATOR_NAME: name, MPESA_SECURITY_CREDENTIAL: typed } = environment
  if (name === undefined && typed === undefined) return null
  if (name === undefined) {
    problems.add(
      'MPESA_INITIATOR_NAME is not set: use the API operator of the M-PESA portal, or unset both it and MPESA_SECURITY_CREDENTIAL.',
    )
  } else if (name.length > MAX_NAME_LENGTH || /\s/.test(name)) {
    problems.add(
      `MPESA_INITIATOR_NAME has blanks or more than ${MAX_NAME_LENGTH} characters: use the name of the API operator.`,
    )
  }
  if (typed === undefined) {
    problems.add(
      'MPESA_SECURITY_CREDENTIAL is not set: make it on the Daraja portal, or unset both it and MPESA_INITIATOR_NAME.',
    )
  }
  const credential = (typed ?? '').replace(/\s/g, '')
  const isEncrypted = credential.length >= SHORTEST_CREDENTIAL && /^[A-Za-z0-9+/]+={0,2}$/.test(credential)
  if (typed !== undefined && !isEncrypted) {
    problems.add(
      'MPESA_SECURITY_CREDENTIAL is not encrypted: use what the Daraja portal makes of the operator’s password, not the password.',
    )
  }
  return { name: name ?? '', securityCredential: secret(credential) }
}
