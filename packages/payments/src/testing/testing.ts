// For tests of programs built on this package.

export { createVirtualTime, type VirtualTime } from './virtual-time.ts'
