// Started as a process of its own: `node list-hashes.ts FIRST COUNT` prints each seed's trace hash, one to a line.

import { formatSeed, parseSeed } from './dice.ts'
import { listSeeds } from './run-seeds.ts'
import { runWorld } from './world.ts'

const [first = '', count = ''] = process.argv.slice(2)
for (const seed of listSeeds(parseSeed(first), Number(count))) {
  console.log(formatSeed(seed), (await runWorld(seed)).traceHash)
}
