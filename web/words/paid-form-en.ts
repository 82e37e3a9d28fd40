// The form of "I paid, but …", in English: fetched once as part of a script, not with every page that waits.

export const paidFormEn = {
  summary: 'I paid, and have an M-PESA message',
  label: 'M-PESA code, or the whole message',
  hint: 'Copy the message on your phone and paste it here, or type its code: 10 letters and numbers, like UJK7XQ2M9P.',
  button: 'Find my gift',
  privacy: 'Only the charity can read it.',
  sure: 'That is the name M-PESA has for this charity. Let a person check.',
  sending: 'Sending…',
}
