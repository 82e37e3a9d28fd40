// What stands round every page, in English. Apart from en.ts, because the browser has it too: as
// part of a script that is fetched once, not of every page.

export const frameEn = {
  site: {
    chooseLanguage: 'Language',
    demoMark: 'Specimen',
    demoText: 'Simulator, no real money',
    sandboxMark: 'Test',
    sandboxText: 'Safaricom’s sandbox, no real money',
    footer: (charity: string) => `Every gift goes straight to ${charity} through M-PESA.`,
    runsOn: 'Runs on the charity’s own server with Harambee, free software.',
    stopPrompts: 'Got a prompt you did not ask for?',
  },
  light: {
    toLight: 'Light version',
    toFull: 'Full version',
    offline:
      'There is no network just now. What you sent is safe, and this page goes on by itself when the network is back.',
  },
}
