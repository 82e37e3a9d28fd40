// What the newcomer's page of the demo says, in English.

export const welcomeEn = {
  title: 'Welcome to Harambee',
  lead: 'A charity’s donation page, a giver’s phone, and what Safaricom reports: side by side, on this machine.',
  coach: ['Press Give.', 'Type 1234 on the phone.', 'Watch the receipt and the callback arrive.'] as readonly string[],
  page: 'The donation page',
  phone: 'A giver’s phone',
  callbacks: 'Callbacks from Safaricom',
  noCallbacks: 'None yet. The first one arrives when somebody answers the prompt.',
  stories: 'Now break it',
  storiesText: 'Each of these gives KSh 500 from another phone and lets it go wrong in its own way.',
  story: {
    cancel: 'Cancel',
    'wrong-pin': 'Wrong PIN',
    'lose-callback': 'Lose the callback',
    'send-twice': 'Send it twice',
  },
  told: {
    cancel:
      'The giver presses Cancel. Safaricom reports code 1032; the payment fails, the books stay as they were, and the giver may send the prompt again.',
    'wrong-pin':
      'The giver types a wrong PIN. Safaricom reports code 2001; nothing was taken, and the page says how to unlock M-PESA.',
    'lose-callback':
      'The giver pays, and the callback never arrives. Twenty seconds after the prompt the engine asks Safaricom by itself, learns that it is paid, and counts the gift; the receipt number follows.',
    'send-twice':
      'The giver pays, and Safaricom reports it twice. The first callback settles the gift, the second is recognised as the same fact: one receipt, one gift.',
  },
  verdict: {
    none: 'stored, being read',
    applied: 'applied',
    duplicate: 'the same again: counted once',
    waiting: 'waits until a query agrees',
    late: 'late, still counted',
    unmatched: 'fits no payment of ours',
    unreadable: 'unreadable, kept as it is',
    contradiction: 'contradicts what we know: a person looks',
  },
  callbackPaid: (amount: string, receipt: string) => `${amount} paid, receipt ${receipt}`,
  callbackFailed: (code: string) => `not paid, code ${code}`,
  callbackOther: 'a callback of another kind',
  startOver: 'Start over',
}
