// The campaign a fresh start shows: invented, so that there is something to give to before anybody has typed a word.

import { toEastAfricaDay } from '@harambee/daraja'
import type { NewCampaign } from './campaign.ts'

const DAY_MS = 24 * 60 * 60_000
/** The demo's collection runs this long from the day it is made. */
const RUNS_FOR_DAYS = 60

/** Desks for a school that does not exist. @param nowMs the day it is made, milliseconds since 1970 UTC */
export function demoCampaign(nowMs: number): NewCampaign {
  return {
    slug: 'madarasa',
    accountReference: 'MADARASA',
    goalKes: 300_000,
    floorKes: 10,
    startsOn: null,
    endsOn: toEastAfricaDay(nowMs + RUNS_FOR_DAYS * DAY_MS),
    content: {
      charity: 'TUMAINI TRUST',
      suggestedKes: [100, 500, 1_000, 2_500],
      jina: 'HABA NA HABA HUJAZA KIBABA',
      en: {
        title: 'Desks for Madarasa Primary',
        summary: 'One hundred and twenty children write on their knees. A desk seats two of them.',
        story: [
          'Madarasa Primary has six classrooms and desks for three of them. In the other rooms the children sit on the floor and write on their knees; when it rains, the water comes in at the door and the books stay closed.',
          'A desk for two costs KSh 2,500 when Mzee Juma, the carpenter at the market, makes it from cypress with a shelf underneath. Sixty desks fill the three rooms: KSh 150,000. The other half of the goal pays for their doors and windows.',
          'Every shilling that arrives is counted here the moment M-PESA confirms it. When the desks are paid for, the accounts are read out at the parents’ meeting.',
        ],
        impact: [
          'exercise books for one child',
          'the timber for one seat',
          'a window pane',
          'one desk for two children',
        ],
      },
      sw: {
        title: 'Madawati kwa Madarasa Primary',
        summary: 'Watoto mia moja na ishirini huandikia magotini. Dawati moja hukaliwa na wawili.',
        story: [
          'Shule ya Madarasa Primary ina madarasa sita na madawati ya madarasa matatu tu. Katika madarasa mengine watoto huketi sakafuni na kuandikia magotini; mvua ikinyesha, maji huingia mlangoni na vitabu hufungwa.',
          'Dawati la watoto wawili hugharimu KSh 2,500 likitengenezwa na Mzee Juma, seremala wa sokoni, kwa mbao za mvinje na rafu chini yake. Madawati sitini hujaza madarasa matatu: KSh 150,000. Nusu nyingine ya lengo italipia milango na madirisha yake.',
          'Kila shilingi inayoingia huhesabiwa hapa mara M-PESA inapothibitisha. Madawati yakishalipiwa, hesabu husomwa katika mkutano wa wazazi.',
        ],
        impact: ['madaftari ya mtoto mmoja', 'mbao za kiti kimoja', 'kioo cha dirisha', 'dawati moja la watoto wawili'],
      },
      picture: null,
      spending: [
        {
          on: toEastAfricaDay(nowMs),
          what: { en: 'Cypress boards for the first four desks', sw: 'Mbao za mvinje za madawati manne ya kwanza' },
          amountKes: 6_400,
          reference: 'J. M.',
        },
      ],
    },
  }
}
