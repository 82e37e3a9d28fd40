import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { PictureFile } from '../picture.ts'

/** A stored picture. */
export interface StoredPicture {
  readonly mediaType: string
  readonly bytes: Uint8Array
}

/** @param hash its name */
export async function findPicture(kysely: Kysely<Tables>, hash: string): Promise<StoredPicture | null> {
  const row = await kysely
    .selectFrom('campaign_pictures')
    .select(['media_type', 'bytes'])
    .where('hash', '=', hash)
    .executeTakeFirst()
  return row ? { mediaType: row.media_type, bytes: row.bytes } : null
}

/** The same bytes are the same picture. */
export async function insertPicture(kysely: Kysely<Tables>, { facts, bytes }: PictureFile, nowMs: number) {
  await kysely
    .insertInto('campaign_pictures')
    .values({ hash: facts.hash, media_type: facts.mediaType, bytes, created_at: nowMs })
    .onConflict(conflict => conflict.column('hash').doNothing())
    .execute()
}

/** A picture that was taken off the page is not kept: it may show somebody who does not want that. */
export async function deleteUnusedPictures(kysely: Kysely<Tables>): Promise<void> {
  await kysely
    .deleteFrom('campaign_pictures')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('campaigns')
            .select('slug')
            .where('content', 'like', sql<string>`'%"hash":"' || campaign_pictures.hash || '"%'`),
        ),
      ),
    )
    .execute()
}
