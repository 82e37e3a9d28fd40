// What was tried where a target is missed, by question. It stands on the page beneath the misses.

const COSTS = `Why, and what was tried. The targets were set where a bare request cost 51 µs of CPU and a callback was a plain row.
Here the bare request costs a third of that, while a callback has its token checked, its body sealed and hashed, and is
settled by the same core: four rows, three signatures and some fourteen index entries. Settling is the larger part; a
profile shows two fifths of the engine's time in COMMIT, which writes pages and waits for the disk. CPU per callback, from
runs that were minutes apart:

- Each key's digest made once, keys taken in once, addresses remembered, no text made ready for a log nobody reads: storing
  a callback, without HTTP, went from 59–76 µs to 42–52. Kept.
- The drain rests 20 ms after a round that found many, and whoever asks Safaricom is woken only where there is something to
  ask: storing and settling together went from 213–215 µs to 183–184. Kept.
- 64 MiB of page cache instead of 2: the drain alone spends 25–30 µs in the kernel instead of 37–38; storing and settling
  together show no difference beyond the noise. Kept.
- Checkpoints every 4,000 or 20,000 pages instead of 1,000: storing and settling together 245–247 and 217–224 µs instead of
  240–269, no clear difference in time. Not kept: what it does to p99 was not measured, and it made a prototype's worse.
- \`LOG_LEVEL=warn\` instead of \`info\`: no difference beyond the noise.

Not tried: the drain in a process of its own on a second core, checkpoints on another thread, fewer indexes on the inbox.`

export const TRIED: Readonly<Record<string, string>> = {
  callbacks: COSTS,
  drain: `On PostgreSQL storing and draining are two sessions that share one core, and the system divides it between them
and the listener; a backlog, durable and in order, grows for as long as full load lasts and is drained after it. Batches of
1,024 instead of 256, in runs minutes apart: 0.57–0.64 instead of 0.50–0.58 with 64 connections, 0.41–0.44 instead of 0.31–0.34
with 512. Not kept, as it was not measured in one run and is far from enough. Letting callbacks wait for the drain was left
out, because what waits to be stored is lost with the process, and Safaricom sends it once. On SQLite both take turns in
one process.`,
  lookups: `Why was not looked into: a lookup by receipt touches four pages that lie anywhere in the file, by checkout request
two, nothing was read in beforehand, and others used the machine's memory and disk meanwhile. A page cache of 64 MiB
instead of 2 made no clear difference at a million (2.9 and 4.1 times before). Settling, which does the same lookups and
more, slows down by a fifth. Not tried: mapping the file into memory, a larger cache, a second measurement with everything
read in. PostgreSQL was not filled with five million.`,
  fsyncs: `A commit carries at most as many callbacks as there are connections, 64 here. The other syncs are those of the
drain's commits and, on SQLite, those of a checkpoint after each thousand pages. A rarer checkpoint would make them fewer.`,
}
