// Sealed cells carry a check of their own: what was altered does not open.

/** Whether what is sealed in a row opens. @param open throws where it does not */
export function doesOpen(open: () => unknown): boolean {
  try {
    open()
    return true
  } catch {
    return false
  }
}
