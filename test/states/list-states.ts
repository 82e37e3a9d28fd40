// Every state a giver can see. Whoever adds a page adds its states to one of these lists; the checks, the sentences and the
// pictures follow.

import { CAMPAIGN_STATES } from './campaign-states.ts'
import { FORM_STATES } from './form-states.ts'
import { KEPT_STATES, LIGHT_STATES } from './light-states.ts'
import { OTHER_STATES, POOR_STATES } from './other-states.ts'
import { OUTCOME_STATES, SCENARIO_STATES } from './outcome-states.ts'
import { PAID_ALREADY_STATES } from './paid-already-states.ts'
import { PAID_STATES } from './paid-states.ts'
import { PLEDGE_STATES } from './pledge-states.ts'
import type { State } from './state.ts'
import { WAITING_STATES } from './waiting-states.ts'

/** In the order in which a reader meets them. */
export const STATES: readonly State[] = [
  ...CAMPAIGN_STATES,
  ...FORM_STATES,
  ...WAITING_STATES,
  ...OUTCOME_STATES,
  ...SCENARIO_STATES,
  ...PAID_STATES,
  ...PAID_ALREADY_STATES,
  ...KEPT_STATES,
  ...PLEDGE_STATES,
  ...LIGHT_STATES,
  ...OTHER_STATES,
  ...POOR_STATES,
]
