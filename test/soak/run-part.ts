// Runs the test files of one part, and hears what each test says.

import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import type { Part } from './parts.ts'
import type { TestResult } from './results.ts'

/** @param root the repository @param minutes of the whole run @returns every test of its files */
export async function runPart(part: Part, root: string, minutes: number): Promise<TestResult[]> {
  const files = part.files.flatMap(pattern => globSync(pattern, { cwd: root })).sort()
  // A part of fixed work is told that it may be long, and no more.
  process.env.HARAMBEE_SOAK_MINUTES = String(part.share > 0 ? minutes * part.share : minutes)
  const tests = run({ files: files.map(file => join(root, file)), concurrency: 1, isolation: 'process' })
  tests.compose(spec()).pipe(process.stdout)

  const results: (TestResult & { said: string[] })[] = []
  const keep = (outcome: 'passed' | 'failed', data: TestEvent) => {
    // A whole file is an event of its own only where it failed as one.
    if (data.nesting > 0 || (outcome === 'passed' && data.name.endsWith('.test.ts'))) return
    results.push({
      file: relative(root, data.file ?? ''),
      name: data.name,
      outcome: data.skip !== undefined && data.skip !== false ? 'skipped' : outcome,
      seconds: Math.round(data.details.duration_ms / 1000),
      said: [],
    })
  }
  for await (const { type, data } of tests) {
    if (type === 'test:pass') keep('passed', data)
    if (type === 'test:fail') keep('failed', data)
    // What a test says comes right after its outcome; what has no file is the sum of all.
    if (type === 'test:diagnostic' && data.file !== undefined) results.at(-1)?.said.push(data.message)
  }
  return results
}

interface TestEvent {
  readonly name: string
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly nesting: number
  readonly skip?: string | boolean | undefined
  readonly details: { readonly duration_ms: number }
}
