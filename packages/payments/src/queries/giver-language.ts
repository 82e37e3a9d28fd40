import type { Kysely } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from '../languages.ts'

/** Beside a new donation: the language of the page it was given on. */
export async function insertGiverLanguage(
  transaction: Kysely<Tables>,
  donationId: string,
  language: Language,
): Promise<void> {
  await transaction.insertInto('giver_languages').values({ donation_id: donationId, language }).execute()
}

/** What a giver reads; the default where nobody knows. */
export async function findGiverLanguage(kysely: Kysely<Tables>, donationId: string): Promise<Language> {
  const row = await kysely
    .selectFrom('giver_languages')
    .select('language')
    .where('donation_id', '=', donationId)
    .executeTakeFirst()
  return LANGUAGES.find(language => language === row?.language) ?? DEFAULT_LANGUAGE
}
