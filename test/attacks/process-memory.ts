// How much memory our processes hold: the engine says it itself, of the others the system knows.

import { existsSync, readFileSync } from 'node:fs'

/** A metric of the engine. @param name as in `GET /metrics`, labels included */
export async function readMetric(port: number, name: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
  const line = (await answer.text()).split('\n').find(text => text.startsWith(`${name} `))
  return Number(line?.split(' ')[1] ?? 0)
}

/** Resident memory, in MiB. */
export async function readMemoryMib(port: number): Promise<number> {
  return (await readMetric(port, 'process_resident_memory_bytes')) / 1024 / 1024
}

/**
 * Resident memory of a process's child, in MiB; null where the system does not tell.
 * @param script part of the child's command line
 */
export function readChildMemoryMib(parent: number, script: string): number | null {
  if (!existsSync('/proc/self/task')) return null
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ')
  const pid = children.find(child => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(script))
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return kib === undefined ? null : Number(kib) / 1024
}
