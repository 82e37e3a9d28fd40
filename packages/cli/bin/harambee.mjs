#!/usr/bin/env node
// The command as npm links it. Plain JavaScript that any Node from 20 on reads: below 24 it hands over to the Node this
// project pins, because the command itself is TypeScript that Node runs directly.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST_NODE = 24

const root = fileURLToPath(new URL('../../../', import.meta.url))

if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) {
  // Starts in 0.3 instead of 0.5 seconds. In the project's own folder: one in /tmp, somebody else could have made first.
  module.enableCompileCache(join(root, 'node_modules', '.cache', 'harambee'))
  const { runAsProcess } = await import('../src/cli.ts')
  await runAsProcess()
} else {
  const node = findPinnedNode()
  if (node) handOver(node)
  else {
    console.error(
      `Harambee needs Node.js ${OLDEST_NODE} or newer, and this is ${process.versions.node}. ` +
        'Run "npm ci" in its folder, which brings the right one, or install Node.js 26.',
    )
    process.exitCode = 1
  }
}

function findPinnedNode() {
  const candidates = [join(root, 'node_modules', '.bin', 'node')]
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json')
    candidates.push(join(dirname(manifest), 'bin', 'node'))
  } catch {
    // Not installed there: the other candidate has to do.
  }
  return candidates.find(existsSync)
}

// The channel tells the other process when this one is gone, however it went.
function handOver(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    console.error(`${node} could not be started: ${error.message}. Run "npm ci" again.`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exit(code ?? 1)
  })
}
