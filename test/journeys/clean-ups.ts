// What a helper of the journeys needs of a test: to be told when it is over.

/** A test's context, or whatever runs clean-ups at the end. */
export interface CleanUps {
  after(cleanUp: () => unknown): unknown
}
