// Every bug there is, by where somebody could have made it.

import type { Bug } from './bug.ts'
import { ASKING_BUGS } from './bugs/asking.ts'
import { BOOK_BUGS } from './bugs/books.ts'
import { CALLBACK_BUGS } from './bugs/callbacks.ts'
import { DRAINING_BUGS } from './bugs/draining.ts'
import { POSTGRES_BUGS } from './bugs/postgres.ts'
import { PUSHING_BUGS } from './bugs/pushing.ts'
import { RECEIVING_BUGS } from './bugs/receiving.ts'
import { TIME_AND_MONEY_BUGS } from './bugs/time-and-money.ts'

export const ALL_BUGS: readonly Bug[] = [
  ...RECEIVING_BUGS,
  ...DRAINING_BUGS,
  ...CALLBACK_BUGS,
  ...PUSHING_BUGS,
  ...ASKING_BUGS,
  ...BOOK_BUGS,
  ...TIME_AND_MONEY_BUGS,
  ...POSTGRES_BUGS,
]
