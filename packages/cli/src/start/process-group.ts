// A child in a group of its own is stopped together with whatever it has started itself, and stops when its supervisor
// is gone.

/** Loaded into every process a supervisor starts, with `--import`: see there. */
export const STOP_WITH_PARENT = new URL('../processes/stop-with-parent.ts', import.meta.url).href

/** Signals the group that `pid` leads, while `pid` is a running child of ours. Does nothing where it is gone. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
  } catch {
    // It was faster.
  }
}
