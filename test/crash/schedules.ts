// Orders in which the steps of three transactions can happen: 12! / (4!)³ = 34,650 of them.

/** Whose turn it is, step after step: `001212…`, each actor four times. */
export type Schedule = readonly number[]

export const ACTORS = 3
export const STEPS = 4

/** All of them, each once. */
export function* listSchedules(
  left: readonly number[] = Array(ACTORS).fill(STEPS),
  done: Schedule = [],
): Generator<Schedule> {
  if (done.length === ACTORS * STEPS) yield done
  for (const [actor, steps] of left.entries()) {
    if (steps > 0) yield* listSchedules(left.with(actor, steps - 1), [...done, actor])
  }
}

/** One after the other: the six orders without any interleaving. */
export function listSerialSchedules(): Schedule[] {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]
  return orders.map(order => order.flatMap(actor => Array<number>(STEPS).fill(actor)))
}
