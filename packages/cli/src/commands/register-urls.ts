// `harambee register-urls`: has Safaricom tell us of money that comes to the PayBill without a prompt.

import { findForbiddenWord } from '@harambee/daraja'
import { CommandFailure } from '../failure.ts'
import { type Call, type Invocation, perform, type Report } from '../invocation.ts'
import { addCommand, type Command, withExamples } from '../program.ts'
import { withEngine } from '../with-engine.ts'

/** Where the doors are as well, for a callback URL whose path holds a word Safaricom forbids here. */
const DOOR_PATH = '/cb'

export function addRegisterUrlsCommand(program: Command, call: Call): void {
  const command = addCommand(program, 'register-urls', 'Have Safaricom tell us of money paid by hand')
  withExamples(command, ['harambee register-urls', 'harambee register-urls --json'])
  command.action(perform(call, registerUrls))
}

function registerUrls(invocation: Invocation): Promise<Report> {
  return withEngine(invocation, async ({ configuration, daraja }) => {
    const { origin, hostname, protocol, pathname } = new URL(configuration.callbacks.base.reveal())
    const { mode, shortCode } = configuration.daraja
    const key = pathname.split('/').at(-1) ?? ''
    const ownPath = pathname.split('/').slice(0, -1).join('/')
    const path = findForbiddenWord(ownPath) === null ? ownPath : DOOR_PATH
    const toUrl = (shown: string, kind: string) => `${origin}${path}/${shown}/c2b/${kind}`
    const word = findForbiddenWord(hostname) ?? findForbiddenWord(key)
    if (word !== null) {
      const where = findForbiddenWord(hostname) === null ? 'The security key' : `The host ${hostname}`
      const message = `${where} holds "${word}", a word Safaricom forbids in these addresses.`
      throw new CommandFailure('forbidden-word', `${message} Change MPESA_CALLBACK_URL or MPESA_CALLBACK_SECRET_KEY.`)
    }
    if (mode === 'live' && protocol !== 'https:') {
      throw new CommandFailure('not-https', 'Safaricom posts to https only: change MPESA_CALLBACK_URL.')
    }
    const answer = await daraja.registerC2bUrls({
      validationUrl: toUrl(key, 'validation'),
      confirmationUrl: toUrl(key, 'confirmation'),
    })
    if (answer.outcome !== 'accepted') {
      const { message, errorCode } = answer.problem
      const said = `Safaricom did not register them: ${message}${errorCode ? ` (${errorCode})` : ''}.`
      throw new CommandFailure('not-registered', said)
    }
    // The key is not told: what a command prints is pasted into questions for help.
    const urls = { validationUrl: toUrl('…', 'validation'), confirmationUrl: toUrl('…', 'confirmation') }
    const lines = answer.isNew
      ? [`Registered for ${shortCode}:`, `  ${urls.confirmationUrl}`, `  ${urls.validationUrl}`]
      : [
          `Safaricom has addresses for ${shortCode} already, and these are not told by its answer.`,
          'Where they are other ones, have them removed on the Daraja portal, and register again.',
        ]
    return { json: { shortCode, isNew: answer.isNew, ...urls }, lines }
  })
}
