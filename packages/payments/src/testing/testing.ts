// For tests of programs built on this package.

export { signDonation, signEntry, signPaymentRow } from '../audit.ts'
export { NO_KEYS } from '../database/changes.ts'
export { createSealer } from '../sealing.ts'
export { type Canary, findLeaks, findLeaksInFolder, type Leak, phoneCanary, secretCanary } from './canaries.ts'
export { NO_PROMPT_LIMITS } from './no-prompt-limits.ts'
export { createVirtualTime, type VirtualTime } from './virtual-time.ts'
