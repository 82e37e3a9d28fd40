// What has to be closed, stopped or deleted at the end, last first, whatever happened; also where somebody presses Ctrl-C.

export interface CleanUps {
  after(cleanUp: () => unknown): void
  run(): Promise<void>
}

const all = new Set<CleanUps>()

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    for (const cleanUps of all) await cleanUps.run()
    process.exit(1)
  })
}

export function gatherCleanUps(): CleanUps {
  const todo: (() => unknown)[] = []
  const cleanUps: CleanUps = {
    after: cleanUp => void todo.unshift(cleanUp),
    async run() {
      for (let cleanUp = todo.shift(); cleanUp; cleanUp = todo.shift()) {
        try {
          await cleanUp()
        } catch (error) {
          console.error(error)
        }
      }
      all.delete(cleanUps)
    },
  }
  all.add(cleanUps)
  return cleanUps
}
