// Who holds a port, where the system tells: Linux lists sockets in /proc. Elsewhere, and for processes of other users,
// nothing is known, and nothing is what is said.

import { readdir, readFile, readlink } from 'node:fs/promises'
import { STOP_WITH_PARENT } from './process-group.ts'

export interface PortHolder {
  readonly pid: number
  readonly command: string
  /** A process some `harambee start` of this program has started. */
  readonly isOurs: boolean
}

/** The socket state LISTEN in /proc/net/tcp. */
const LISTEN = '0A'
/** Processes looked at; a machine with more keeps its secret. */
const MAX_PROCESSES = 20_000
const MAX_COMMAND_LENGTH = 60

/** The process that listens on a port, or null where that cannot be told. */
export async function findPortHolder(port: number): Promise<PortHolder | null> {
  try {
    const sockets = new Set([...(await listSockets('tcp', port)), ...(await listSockets('tcp6', port))])
    return sockets.size === 0 ? null : await findOwner(sockets)
  } catch {
    return null
  }
}

/** `socket:[inode]` of those that listen on the port. */
async function listSockets(table: 'tcp' | 'tcp6', port: number): Promise<string[]> {
  const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '')
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return text.split('\n').flatMap(line => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/)
    return state === LISTEN && local.endsWith(wanted) && inode ? [`socket:[${inode}]`] : []
  })
}

async function findOwner(sockets: ReadonlySet<string>): Promise<PortHolder | null> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).slice(0, MAX_PROCESSES)
  for (const pid of pids) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '')
      if (sockets.has(target)) return { pid: Number(pid), ...(await readCommand(pid)) }
    }
  }
  return null
}

async function readCommand(pid: string): Promise<Pick<PortHolder, 'command' | 'isOurs'>> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const words = text.split('\0').filter(word => word !== '')
  // The program and what it runs; further words may hold secrets.
  const script = words.slice(1).find(word => /^[^-].*\.[cm]?[jt]s$/.test(word) && !word.startsWith('file:')) ?? words[1]
  const names = [words[0], script].flatMap(word => word?.split('/').at(-1) ?? [])
  return {
    command: names.join(' ').slice(0, MAX_COMMAND_LENGTH) || 'another program',
    isOurs: words.includes(STOP_WITH_PARENT),
  }
}
