// Dates and times as people read them, always in East Africa Time and without asking the machine's locale data.

import { toEastAfricaClock } from '@harambee/daraja'
import type { Language } from '../languages.ts'

const MONTHS: Readonly<Record<Language, readonly string[]>> = {
  en: [
    ...['January', 'February', 'March', 'April', 'May', 'June'],
    ...['July', 'August', 'September', 'October', 'November', 'December'],
  ],
  sw: [
    ...['Januari', 'Februari', 'Machi', 'Aprili', 'Mei', 'Juni'],
    ...['Julai', 'Agosti', 'Septemba', 'Oktoba', 'Novemba', 'Desemba'],
  ],
}

/** `24 November 2026, 10:02`. */
export function toDateTime(epochMs: number, language: Language): string {
  const [day = '', time = ''] = toEastAfricaClock(epochMs).split(' ')
  return `${toDay(day, language)}, ${time}`
}

/** `10:02`. */
export function toTime(epochMs: number): string {
  return toEastAfricaClock(epochMs).slice(11)
}

/** `24 November 2026`. @param day `YYYY-MM-DD` */
export function toDay(day: string, language: Language): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${date} ${MONTHS[language][(month ?? 1) - 1]} ${year}`
}
