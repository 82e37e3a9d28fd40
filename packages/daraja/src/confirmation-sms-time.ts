// The date and time in a message of M-PESA's: `30/11/26 at 10:02 AM`, also with dashes or dots, a long year, 24 hours, or
// Kiswahili words. Day before month, as everywhere in Kenya; always Nairobi time.

import { parseEastAfricaTime } from './east-africa-time.ts'

const DATE =
  /(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d|\d\d)(?!\d)[\s,]{0,2}(?:at|saa|,|-)?\s?(?:(\d{1,2})[:.](\d\d)(?::\d\d)?(?!\d)\s?(am|pm|a\.m|p\.m|asubuhi|mchana|alasiri|jioni|usiku)?)?/gi

/** @returns milliseconds since 1970 UTC; midnight where there is no time; null where there is no date */
export function findSmsTime(text: string): number | null {
  for (const match of text.matchAll(DATE)) {
    const [, day = '', month = '', year = '', hour = '0', minute = '00', half = ''] = match
    const toTwo = (digits: string | number) => String(digits).padStart(2, '0')
    const date = `${year.padStart(4, '20')}-${toTwo(month)}-${toTwo(day)}`
    const found = parseEastAfricaTime(`${date} ${toTwo(toHour(Number(hour), half))}:${minute}:00`)
    if (found !== null) return found
  }
  return null
}

/** The hour of the day. Words for parts of the day stand beside hours as the clock shows them, not as they are said. */
function toHour(hour: number, half: string): number {
  const word = half.toLowerCase().replaceAll('.', '')
  if (word === '' || hour > 12) return hour
  const isNight = word === 'usiku' && (hour === 12 || hour < 5)
  const isMorning = word === 'am' || word === 'asubuhi' || isNight
  return (hour % 12) + (isMorning ? 0 : 12)
}
