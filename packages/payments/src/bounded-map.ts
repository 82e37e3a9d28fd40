// A map that forgets what was used longest ago, so that whatever strangers send, memory stays bounded.

export interface BoundedMap<Value> {
  /** The value of a key, made where there is none; from now on it is the one used last. */
  take(key: string): Value
  readonly size: number
}

/** @param most keys that are remembered @param make the value of a key nobody has asked for, or not lately */
export function createBoundedMap<Value>(most: number, make: (key: string) => Value): BoundedMap<Value> {
  // A Map lists its keys in the order in which they were put in.
  const values = new Map<string, Value>()
  return {
    take(key) {
      const value = values.has(key) ? (values.get(key) as Value) : make(key)
      values.delete(key)
      values.set(key, value)
      if (values.size > most) {
        const [oldest = key] = values.keys()
        values.delete(oldest)
      }
      return value
    },
    get size() {
      return values.size
    },
  }
}
