// What has to be closed, stopped or deleted at the end, last first, whatever happened; also where somebody presses Ctrl-C.

import { gatherCleanUps as gather } from '../test/journeys/clean-ups.ts'

export type CleanUps = ReturnType<typeof gather>

const all = new Set<CleanUps>()

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    for (const cleanUps of all) await cleanUps.run()
    process.exit(1)
  })
}

export function gatherCleanUps(): CleanUps {
  const { after, run } = gather()
  const cleanUps: CleanUps = {
    after,
    // A measurement is worth keeping though something could not be deleted.
    run: () =>
      run()
        .catch(error => console.error(error))
        .finally(() => all.delete(cleanUps)),
  }
  all.add(cleanUps)
  return cleanUps
}
