// Text that wants to be more than text: a second line of a log, a command to a terminal, a script, a sentence read backwards.

/** What a forged line would say, so that a test can look for it. */
export const FORGED_EVENT = 'a forged event'

/** As JavaScript holds them. */
export const HOSTILE: readonly string[] = [
  `x\r\n{"level":30,"msg":"${FORGED_EVENT}"}`,
  `x\n{"level":30,"msg":"${FORGED_EVENT}"}\n`,
  `","msg":"${FORGED_EVENT}`,
  `\\","msg":"${FORGED_EVENT}`,
  `x\u2028{"msg":"${FORGED_EVENT}"}\u2029`,
  `x\u0085{"msg":"${FORGED_EVENT}"}`,
  'x\u001b]0;your terminal is mine\u0007',
  'x\u001b[2J\u001b[31mred\u001b[0m',
  'x\u009b31mred',
  'x\u0000y',
  'x\u0008\u0008\u0008paid',
  'x\u202edesrever\u202c',
  'x\u2066\u2067isolated\u2069',
  'x\u200f\u061c\u200e',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '%s %d %j %o %c',
  ['$', '{jndi:ldap://127.0.0.1/a}'].join(''),
  '\ud800 half a character',
  'x'.repeat(5_000),
]

/** What no line of a log and no line on a terminal may hold as it is. */
export const RAW_CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/
