// Everything the site says in Kiswahili. A native reader should read it before a release.

import { campaignSw } from './campaign-sw.ts'
import type { Words } from './en.ts'
import { frameSw } from './frame-sw.ts'
import { lightSw } from './light-sw.ts'
import { outcomesSw } from './outcomes-sw.ts'
import { paidSw } from './paid-sw.ts'
import { pledgeSw } from './pledge-sw.ts'
import { twiceSw } from './twice-sw.ts'
import { verifySw } from './verify-sw.ts'
import { waitingClockSw } from './waiting-clock-sw.ts'
import { welcomeSw } from './welcome-sw.ts'

export const sw: Words = {
  site: {
    ...frameSw.site,
    skip: 'Ruka hadi kwenye ukurasa',
    notFoundTitle: 'Hakuna kitu hapa.',
    notFoundText: 'Huenda anwani imeandikwa vibaya, au ukurasa umehama.',
    toCampaign: 'Nenda kwenye mchango',
    unavailableTitle: 'Subiri kidogo, tafadhali.',
    unavailableText:
      'Hatuwezi kusoma vitabu vyetu sasa hivi. Hakuna kilichotumwa, na hakuna pesa iliyohama. Tafadhali jaribu tena baada ya dakika moja.',
    givenAlready: 'Ikiwa umeshatoa, mchango wako uko salama na ukurasa wake una anwani ile ile.',
    tryAgain: 'Jaribu tena',
    noCampaignTitle: 'Bado hakuna mchango ulio wazi.',
    noCampaignText: 'Shirika halijaongeza mchango wowote.',
  },
  give: {
    of: goal => `kati ya ${goal}`,
    percent: percent => `Asilimia ${percent} ya lengo`,
    gifts: (count, isOne) => (isOne ? `mchango ${count}` : `michango ${count}`),
    daysLeft: days => (days === 1 ? 'leo ni siku ya mwisho' : `zimebaki siku ${days}`),
    form: 'Toa',
    howMuch: 'Shilingi ngapi?',
    otherAmount: 'Kiasi kingine',
    otherLabel: 'Kiasi kwa shilingi',
    phone: 'Nambari ya M-PESA',
    phoneHint: 'Simu itakayolipa: 07… au 01…',
    button: amount => `Toa ${amount} kwa M-PESA`,
    buttonPlain: 'Toa kwa M-PESA',
    sending: paidSw.sending,
    promptIntro: 'Utapata ombi linalosema:',
    anAmount: 'kiasi hicho',
    prompt: (amount, charity, account) =>
      account === null ? `Lipa ${amount} kwa ${charity}` : `Lipa ${amount} kwa ${charity}, akaunti ${account}`,
    promptWarning: 'Ikisema kitu kingine chochote, bonyeza Cancel.',
    noPrompt: 'Hujapata ombi?',
    payBill: 'M-PESA → Lipa na M-PESA → Pay Bill',
    buyGoods: 'M-PESA → Lipa na M-PESA → Buy Goods',
    businessNumber: 'Nambari ya biashara',
    tillNumber: 'Nambari ya till',
    account: 'Nambari ya akaunti',
    practiceFallback: 'Ni ya mazoezi tu: usilipe nambari hii.',
    story: 'Habari yenyewe',
    share: 'Waambie wengine',
    shareText: (title, raised, goal) => `${title}: ${raised} kati ya ${goal} kufikia sasa. Jiunge:`,
    confirmTitle: 'Mchango mkubwa: ni sahihi?',
    confirmButton: amount => `Ndiyo, toa ${amount} kwa M-PESA`,
    confirmChange: 'Kama sivyo, badilisha kiasi hapo juu.',
    endedTitle: 'Mchango huu umefungwa.',
    endedText: raised => `Kwa pamoja mlitoa ${raised}. Asante!`,
    summary: 'Tafadhali angalia hapa kwanza:',
  },
  problems: {
    phone: {
      empty: 'Andika nambari ya M-PESA itakayolipa.',
      'not-a-number': 'Hiyo haionekani kuwa nambari ya simu. Nambari za M-PESA ni kama 0712 345 678.',
      foreign: 'Hapa ni nambari za M-PESA za Kenya pekee. Huanza na 07, 01 au +254.',
      landline: 'Hiyo ni nambari ya simu ya mezani. Nambari za M-PESA huanza na 07 au 01.',
      'not-mobile': 'Nambari za M-PESA huanza na 07 au 01, kama 0712 345 678.',
      several: 'Kuna nambari mbili. Andika moja tu.',
    },
    digitsMissing: count =>
      `${count === 1 ? 'Tarakimu moja imepungua' : `Tarakimu ${count} zimepungua`}: nambari za M-PESA zina 10, kama 0712 345 678.`,
    digitsTooMany: count =>
      `${count === 1 ? 'Tarakimu moja imezidi' : `Tarakimu ${count} zimezidi`}: nambari za M-PESA zina 10, kama 0712 345 678.`,
    amount: {
      'none-chosen': 'Chagua kiasi, au andika kingine.',
      several: 'Kuna kiasi mara mbili. Chagua kimoja tu.',
      empty: 'Andika kiasi unachotaka kutoa.',
      'not-a-number': 'Hicho hakionekani kuwa kiasi. Andika shilingi, kama 1,000.',
      'has-cents': 'M-PESA hupokea shilingi kamili. Ondoa senti.',
      'not-positive': 'Andika kiasi kinachozidi sifuri.',
      'too-large': 'M-PESA huruhusu hadi KSh 250,000 kwa mara moja. Toa kwa sehemu mbili.',
    },
    didYouMean: amount => `Ulimaanisha ${amount}? Andika kwa ukamilifu.`,
    belowFloor: floor => `Mchango mdogo kabisa hapa ni ${floor}.`,
    request: {
      'prompt-open':
        'Kuna ombi lililo wazi kwenye simu hii sasa hivi. Limalize au lifute huko, kisha utoe tena baada ya dakika moja na nusu.',
      'still-checking': 'M-PESA bado inaishughulikia. Tafadhali usilipe tena kwa sasa.',
      'no-retry': 'Hili haliwezi kutumwa tena sasa hivi. Hakuna kilichotumwa.',
      'phone-limit':
        'Hatuwezi kutuma ombi lingine kwenye nambari hii kwa sasa. Bado unaweza kutoa mwenyewe, kama inavyoonyeshwa hapa.',
      unavailable:
        'Hatukuweza kuandika hili kwenye vitabu vyetu, kwa hivyo hakuna kilichotumwa. Tafadhali jaribu tena baada ya dakika moja.',
    },
    openOwnPrompt: 'Ona mchango wenye ombi hilo',
    addressLimit: minutes =>
      `Maombi mengi yametumwa kutoka mtandao huu. Tafadhali subiri ${toMinutes(minutes)}, au utoe mwenyewe, kama inavyoonyeshwa hapa.`,
    overallLimit: minutes =>
      `Watu wengi sana wanatoa sasa hivi. Tafadhali subiri ${toMinutes(minutes)}, au utoe mwenyewe, kama inavyoonyeshwa hapa.`,
    byHand: 'Toa bila ombi',
    demoLimits:
      'Mfano: PROMPT_LIMIT_PER_PHONE na PROMPT_LIMIT_PER_ADDRESS huweka idadi. Nambari nyingine inafanya kazi mara moja.',
    tooEarly: seconds => `Tafadhali subiri sekunde ${seconds} zaidi kabla ya kutuma ombi tena.`,
  },
  waiting: {
    ...waitingClockSw,
    sendAgain: 'Ombi halikufika? Litume tena',
    stillBySelf: 'Ikiwa tu ombi halikufika, lipa mwenyewe:',
    payBillOnlyIf: 'Ikiwa uliweka PIN yako, tafadhali subiri.',
  },
  failed: {
    title: 'Haijalipwa',
    retry: 'Jaribu tena',
    retryAmount: 'Shilingi ngapi?',
    sendAgain: amount => `Tuma ${amount} tena`,
    sendAgainPlain: 'Tuma tena',
    sameNumber: phone => `Ombi litaenda kwa ${phone}.`,
    otherNumber: 'Tumia nambari nyingine',
    inSeconds: seconds => `Unaweza kulituma tena baada ya sekunde ${seconds}.`,
    askFirst: 'Tunaiuliza M-PESA kwanza, na kutuma ombi jipya ikiwa tu la kwanza limeisha.',
    otherWays: 'Au lipa mwenyewe:',
    laterSucceeded: 'Jaribio la baadaye lilifaulu.',
    laterOpen: 'Umelituma tena.',
    earlierSucceeded: 'Jaribio la awali lilifaulu. Ikiwa ombi bado liko kwenye simu yako, bonyeza Cancel.',
    toReceipt: 'Ona risiti',
    toNewest: 'Ona jaribio jipya kabisa',
    details: 'Maelezo kwa mweka hazina',
    code: 'Nambari ya matokeo ya M-PESA',
    reason: 'Sababu',
    reference: 'Rejeleo',
    when: 'Wakati',
  },
  outcomes: outcomesSw,
  paid: paidSw,
  review: {
    title: 'Inachunguzwa',
    noAnswer: 'Bado hatujajua. Pesa yako iko salama.',
    contradiction: 'Mtu anauchunguza mchango huu.',
    text: 'M-PESA haijatuambia waziwazi kilichotokea, kwa hivyo mweka hazina anauchunguza mwenyewe. Hakuna pesa zaidi itakayokatwa, na ukurasa huu utaonyesha matokeo.',
    doNotPay:
      'Tafadhali usilipe tena kwa mchango huu. Ikiwa una ujumbe wa M-PESA kuuhusu, uhifadhi: nambari yake itatoa jibu.',
  },
  receipt: {
    title: '✓ Imepokelewa',
    thanks: name => (name === null ? 'Asante.' : `Asante, ${name}.`),
    received: (amount, charity) => `${charity} imepokea ${amount} zako.`,
    only: words => `${words} tu`,
    code: 'Nambari ya M-PESA',
    codeFollows: 'inafuata',
    codeFollowsText: 'M-PESA imethibitisha mchango. Nambari ya risiti inafuata na itaonekana hapa.',
    date: 'Tarehe',
    eastAfricaTime: 'Saa za Afrika Mashariki',
    purpose: 'Kwa ajili ya',
    charity: 'Kwa',
    from: 'Kutoka',
    yourMotif: 'Mchango wako ni punje ya njano.',
    savePdf: 'Hifadhi kama PDF',
    print: 'Chapisha',
    giveAgain: 'Toa tena',
    share: 'Waambie wengine kwa WhatsApp',
    qr: address => `Msimbo wa QR wa ${address}`,
    scan: 'Anayetaka kujua kama risiti hii ni halali achanganue hapa, au afungue',
    lateText: 'Ulifika baada ya sisi kukuambia vingine. Mambo yako sawa.',
  },
  reversed: {
    title: 'Imerudishwa',
    heading: amount => `${amount} zako zimerudishwa.`,
    text: 'Shirika limerudisha mchango huu kupitia M-PESA.',
  },
  stranger: {
    title: 'Mchango',
    heading: campaign => `Mchango kwa “${campaign}”`,
    status: {
      created: 'Ombi lake linatumwa.',
      pending: 'M-PESA imeulizwa; tunasubiri jibu.',
      succeeded: 'Umefika. Asante.',
      failed: 'Haukulipwa.',
      review: 'Mtu anauchunguza.',
      reversed: 'Ulirudishwa.',
    },
    beingChecked: 'Unathibitishwa na M-PESA.',
    privacy: 'Kivinjari kilichotoa tu ndicho huona kiasi na risiti.',
  },
  stop: {
    title: 'Umepata ombi ambalo hukuliomba?',
    lead: 'Mtu aliandika nambari yako kwenye tovuti hii. Hakuna pesa inayokatwa usipoweka PIN yako. Ikiwa hutaki maombi zaidi kutoka hapa, tuambie nambari yako.',
    phone: 'Nambari yako',
    hint: 'Tunahifadhi alama yake tu, ambayo hakuna anayeweza kuigeuza tena kuwa nambari yako.',
    button: 'Nisitumiwe maombi tena',
    doneTitle: 'Hakuna maombi zaidi yatakayotoka hapa.',
    doneText: 'Tovuti hii haitatuma tena ombi la M-PESA kwenye nambari hiyo, hata mtu akiiandika.',
    again: 'Bado unaweza kutoa kwa Pay Bill, bila ombi. Kupata maombi tena, liambie shirika.',
    tooMany: 'Nambari kadhaa zimesimamishwa kutoka mtandao huu leo. Tafadhali liambie shirika, au ujaribu tena kesho.',
  },
  campaign: campaignSw,
  light: lightSw,
  twice: twiceSw,
  pledge: pledgeSw,
  verify: verifySw,
  welcome: welcomeSw,
}

function toMinutes(minutes: number): string {
  return minutes === 1 ? 'dakika moja' : `dakika ${minutes}`
}
