// What a long run is made of, and how its minutes are shared.

export interface Part {
  readonly name: string
  /** What it does, for people. */
  readonly what: string
  /** Of the files in the repository: those it runs. */
  readonly files: readonly string[]
  /** Of the minutes. 0: it has a fixed amount of work. */
  readonly share: number
}

export const PARTS: readonly Part[] = [
  {
    name: 'simulation',
    what: 'worlds drawn from seeds, under a virtual clock',
    files: ['test/simulation/*.test.ts'],
    share: 0.3,
  },
  {
    name: 'crash',
    what: 'processes and databases killed, frozen, stopped and starved',
    files: ['test/crash/!(interleavings).test.ts'],
    share: 0.6,
  },
  {
    name: 'interleavings',
    what: 'every order in which three transactions of PostgreSQL can mix; half an hour of its own',
    files: ['test/crash/interleavings.test.ts'],
    share: 0.1,
  },
  {
    name: 'mutations',
    what: 'hand-made bugs, each of which has to be caught',
    files: ['test/mutations/*.test.ts'],
    share: 0,
  },
  {
    name: 'books',
    what: 'restore drills, falsified rows, hostile orders, time zones',
    files: [
      'test/books/*.test.ts',
      'test/time-zones.test.ts',
      'packages/payments/test/{tampering,postgres-storm,backup}.test.ts',
    ],
    share: 0,
  },
  {
    name: 'attacks',
    what: 'forged, replayed, tampered and hostile callbacks against the built engine',
    files: ['test/attacks/*.test.ts', 'packages/payments/test/callback-timing.test.ts'],
    share: 0,
  },
]
