// By when a person can be promised to have looked. A promise is kept with the task, so that it does not move while the
// giver waits.

import { parseEastAfricaTime, toEastAfricaClock } from '@harambee/daraja'

const DAY_MS = 24 * 60 * 60_000
/** Public holidays of Kenya that have a date of their own. Others are working days here; a promise may then be broken. */
const HOLIDAYS = ['01-01', '05-01', '06-01', '10-10', '10-20', '12-12', '12-25', '12-26']
/** Told before noon, it is looked at on the same day. */
const MORNING_ENDS = '12:00'
const SAME_DAY = '17:00'
const NEXT_DAY = '12:00'
/** No week is without a working day, holidays included. */
const MOST_DAYS = 10

/** @returns milliseconds since 1970 UTC */
export function toNextWorkingTime(nowMs: number): number {
  const [today = '', time = ''] = toEastAfricaClock(nowMs).split(' ')
  if (isWorkingDay(today) && time < MORNING_ENDS) return toInstant(today, SAME_DAY)
  for (let ahead = 1; ahead <= MOST_DAYS; ahead += 1) {
    const [day = ''] = toEastAfricaClock(nowMs + ahead * DAY_MS).split(' ')
    if (isWorkingDay(day)) return toInstant(day, NEXT_DAY)
  }
  return nowMs + MOST_DAYS * DAY_MS
}

/** @param day `YYYY-MM-DD` in Nairobi */
function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday >= 1 && weekday <= 5 && !HOLIDAYS.includes(day.slice(5))
}

function toInstant(day: string, time: string): number {
  return parseEastAfricaTime(`${day} ${time}:00`) ?? Number.NaN
}
