// What was tried where a target is missed, by question. It stands on the page beneath the misses.

const COSTS = `Why, and what was tried. The targets were set where a bare request cost 51 µs of CPU and a callback was a plain row.
Here the bare request costs a third of that, while a callback has its token checked, its body sealed and hashed, and is
settled by the same core: four rows and some fourteen index entries, each signed. Settling is the larger part.

- Each key's digest made once, keys taken in once, addresses remembered, no text made ready for a log nobody reads: storing
  a callback, without HTTP, went from 59–76 µs of CPU to 42–52. Kept.
- The drain rests 20 ms after a round that found many, and whoever asks Safaricom is woken only where there is something to
  ask: storing and settling together went from 213–215 µs to 183–184. Kept.
- 64 MiB of page cache instead of 2: the drain alone spends 25–30 µs in the kernel instead of 37–38. Kept.
- Checkpoints every 4,000 or 20,000 pages instead of 1,000: at most a tenth less CPU, no more callbacks a second, and longer
  stalls. Not kept.
- Fewer lines in the log (\`LOG_LEVEL=warn\`): no difference that the noise of the machine would not make too.
- Batches of 1,024 instead of 256 for PostgreSQL's drain: 2,457 instead of 2,048 settled a second with 64 connections, 1,633
  instead of 1,635 with 512. Not kept.

Not tried: the drain in a process of its own on a second core, checkpoints on another thread, fewer indexes on the inbox.`

export const TRIED: Readonly<Record<string, string>> = {
  callbacks: COSTS,
  drain: `On PostgreSQL storing and draining are two sessions that share one core, and the system divides it between them and
the listener; a backlog, durable and in order, grows for as long as full load lasts and is drained after it. Batches of 1,024 instead of
256 did not change that. Letting callbacks wait for the drain would: it was left out, because what waits to be stored is
lost with the process, and Safaricom sends it once. On SQLite both take turns in one process.`,
  fsyncs: `A commit carries as many callbacks as there are connections, 64 here; the other syncs are those of the drain's
commits and, on SQLite, two for each checkpoint of a thousand pages. The drain's rest after a large round makes its commits
fewer; a rarer checkpoint was left out because it makes the longest wait longer.`,
}
