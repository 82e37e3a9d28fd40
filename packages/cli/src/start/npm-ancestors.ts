// npm runs a script through a shell, hands signals to that shell alone, and is told of nothing when it is killed. So
// for what npm has started, the death of npm or of its shell means "stop".

import { readFileSync } from 'node:fs'
import process from 'node:process'

const SHELLS: ReadonlySet<string> = new Set(['sh', 'dash', 'bash', 'ash', 'zsh', 'busybox'])

/** Whether npm or npx has started this process. Outside of them a parent may well end first: `nohup harambee start &`. */
export function isRunByNpm(): boolean {
  return process.env.npm_lifecycle_event !== undefined
}

/** Answers whether the shell and npm that have started this process are still there. */
export function createNpmWatch(): () => boolean {
  const shell = process.ppid
  // Only Linux tells who another process's parent is; elsewhere the shell has to do.
  const npm = SHELLS.has(readStat(shell)?.command ?? '') ? readStat(shell)?.parent : undefined
  return () => process.ppid === shell && (npm === undefined || readStat(shell)?.parent === npm)
}

/** Name and parent of a process, from /proc; null where that cannot be told. */
function readStat(pid: number): { command: string; parent: number } | null {
  try {
    // `pid (command) state parent …`; the command may hold brackets and blanks.
    const parts = /^\d+ \((.*)\) \S (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    return parts ? { command: parts[1] ?? '', parent: Number(parts[2]) } : null
  } catch {
    return null
  }
}
