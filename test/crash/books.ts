// What the books say, read with statements of the tests' own: nothing of the engine takes part in checking the engine.

import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import postgres from 'postgres'

export type Row = Readonly<Record<string, unknown>>

export interface Books {
  select(statement: string): Promise<Row[]>
  close(): Promise<void>
}

/** Opens a database for reading. @param url `file:/…` or `postgres://…` */
export function openBooks(url: string): Books {
  if (url.startsWith('file:')) {
    const path = url.slice('file:'.length)
    if (!existsSync(path)) throw new Error(`there is no ${path}`)
    const connection = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
    return {
      select: async statement => connection.prepare(statement).all() as Row[],
      close: async () => connection.close(),
    }
  }
  const client = postgres(url, { max: 1, onnotice() {}, connection: { application_name: 'reader' } })
  return {
    select: async statement => [...(await client.unsafe(statement))] as Row[],
    close: () => client.end(),
  }
}

/** Opens, reads and closes. */
export async function readBooks<T>(url: string, read: (books: Books) => Promise<T>): Promise<T> {
  const books = openBooks(url)
  try {
    return await read(books)
  } finally {
    await books.close()
  }
}

/** One number. */
export async function count(books: Books, statement: string): Promise<number> {
  const [row] = await books.select(statement)
  return Number(Object.values(row ?? {})[0] ?? 0)
}

export function toHex(bytes: unknown): string {
  return Buffer.from(bytes as Uint8Array).toString('hex')
}
