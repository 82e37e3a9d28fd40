// The configuration of the site's processes: the same one every other process reads.

import { type Configuration, loadDemoSecrets, readConfiguration, readEnvironment } from '@harambee/payments'
import { ROOT } from './site-folders.ts'

/** Reads it, or ends the process with one readable list of all problems. */
export function readSiteConfiguration(): Configuration {
  const read = readConfiguration(readEnvironment(ROOT, process.env), url => loadDemoSecrets(url, ROOT))
  if ('configuration' in read) return read.configuration
  console.error(['The configuration is not right:', ...read.problems.map(problem => `  - ${problem}`)].join('\n'))
  process.exit(1)
}
