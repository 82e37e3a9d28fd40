// English: a gift that was paid more than once.

export const twiceEn = {
  heading: (times: number) => (times === 2 ? 'You paid twice.' : `You paid ${times} times.`),
  arrived: 'All of it has arrived. The M-PESA codes:',
  ask: 'Did you mean to? Keep it as another gift, or ask for it back: the treasurer returns it by hand through M-PESA. Pressing a button here moves no money.',
  keep: (times: number): string => (times === 2 ? 'Keep as a second gift' : 'Keep them all as gifts'),
  askOne: 'Ask for one back',
  askFor: (amount: string, code: string) => `Ask for ${amount} back (${code})`,
  askOthers: (others: number) => `Ask for the other ${others} back`,
  kept: 'You keep all of it as a gift. Asante.',
  asked: (amount: string, codes: string, when: string) =>
    `You asked for ${amount} back (${codes}) on ${when}. The treasurer sees it, and returns it by hand through M-PESA.`,
  changed: 'Changed your mind?',
  tooOften: 'This was changed many times. Please tell the charity instead.',
}
