// Sizes of files as people read them.

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB']

/** `264 MB`. */
export function toSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`
}
