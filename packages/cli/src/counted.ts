// Numbers of things as people say them.

/** `1 payment`, `2 payments`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
