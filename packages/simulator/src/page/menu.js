// What *334# says: Lipa na M-PESA, step by step. Pure: a state goes in with what was typed, a state comes out.

/** The first page of the menu. */
export function startMenu() {
  return { step: 'main', payment: {}, problem: null }
}

const STEPS = {
  main: {
    text: 'M-PESA',
    choices: [
      ['Lipa na M-PESA', 'lipa'],
      ['My balance', 'balance'],
    ],
  },
  lipa: {
    text: 'Lipa na M-PESA',
    choices: [
      ['Pay Bill', 'shortCode'],
      ['Buy Goods and Services', 'till'],
    ],
  },
  shortCode: { text: 'Enter business no.', kind: 'digits', next: 'accountReference' },
  till: { text: 'Enter till no.', kind: 'digits', name: 'shortCode', next: 'amountKes' },
  accountReference: { text: 'Enter account no.', kind: 'text', next: 'amountKes' },
  amountKes: { text: 'Enter amount', kind: 'digits', next: 'pin' },
  pin: { text: 'Enter M-PESA PIN', kind: 'pin', next: 'confirm' },
}

/** What the screen shows at a state: `{ text, choices?, kind? }`. */
export function describeMenu(state, phone) {
  const { payment } = state
  switch (state.step) {
    case 'balance':
      return { text: `Your M-PESA balance is KSh ${phone.balanceKes.toLocaleString('en-KE')}.` }
    case 'confirm': {
      const account = payment.accountReference === undefined ? '' : `\nAccount ${payment.accountReference}`
      return {
        text: `Pay KSh ${payment.amountKes.toLocaleString('en-KE')}\nto ${payment.shortCode}${account}`,
        isOffer: true,
      }
    }
    case 'sending':
      return { text: 'Please wait…', isBusy: true }
    case 'result':
      return { text: state.text }
    default:
      return STEPS[state.step]
  }
}

/** The state after something was typed or chosen. */
export function enterMenu(state, typed) {
  const step = STEPS[state.step]
  if (state.step === 'confirm') return { ...state, step: 'sending', problem: null }
  if (step?.choices) {
    const choice = step.choices[Number(typed) - 1]
    return choice
      ? { ...state, step: choice[1], problem: null }
      : { ...state, problem: 'Choose a number from the list.' }
  }
  if (!step) return state
  const problem = findProblem(state.step, step, typed.trim())
  if (problem) return { ...state, problem }
  const value = state.step === 'amountKes' ? Number(typed) : typed.trim()
  return {
    step: step.next,
    payment: { ...state.payment, [step.name ?? state.step]: value },
    problem: null,
  }
}

/** The last page. */
export function finishMenu(state, text) {
  return { ...state, step: 'result', text }
}

function findProblem(name, step, typed) {
  if (typed === '') return 'Nothing was typed.'
  if (step.kind === 'digits' && !/^\d+$/.test(typed)) return 'Digits only.'
  if (name === 'shortCode' && !/^\d{5,7}$/.test(typed)) return 'A business number has 5 to 7 digits.'
  if (name === 'till' && !/^\d{5,8}$/.test(typed)) return 'A till number has 5 to 8 digits.'
  if (name === 'accountReference' && typed.length > 20) return 'At most 20 characters.'
  if (name === 'amountKes' && Number(typed) < 1) return 'At least 1 shilling.'
  if (name === 'pin' && !/^\d{4}$/.test(typed)) return 'A PIN has four digits.'
  return null
}
