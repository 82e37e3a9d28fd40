// The style sheets of a build, read once when the site starts.

import { readFile } from 'node:fs/promises'
import type { StaticFiles } from '../static-files.ts'
import { readStyleSheet, type StyleSheet } from './used-css.ts'

/** Those among the site's files, by the path pages name them by. */
export async function readStyleSheets(files: StaticFiles): Promise<ReadonlyMap<string, StyleSheet>> {
  const sheets = [...files].filter(([url]) => url.endsWith('.css'))
  return new Map(
    await Promise.all(
      sheets.map(async ([url, { path }]) => [url, readStyleSheet(await readFile(path, 'utf8'))] as const),
    ),
  )
}
