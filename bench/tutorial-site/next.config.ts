// Dependencies are the whole repository's: its root is the root.
import { fileURLToPath } from 'node:url'

export default { turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) } }
