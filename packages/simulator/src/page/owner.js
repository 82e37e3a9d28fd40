// Who owns a phone: balance, PIN and habit, to be changed while it lies there.

import { api } from './api.js'
import { h } from './dom.js'

/** What a phone can do without anybody touching it. */
export const HABITS = [
  ['manual', 'Answered by hand'],
  ['pays', 'Always pays'],
  ['pays-late', 'Pays late (70 s)'],
  ['cancels', 'Always cancels'],
  ['ignores', 'Switched off'],
  ['no-funds', 'Has no money'],
  ['wrong-pin', 'Types a wrong PIN'],
]

export function habitOptions() {
  return HABITS.map(([value, label]) => h('option', { value }, label))
}

/** @returns `{ element, show }`; `onRemove` takes the phone off the board */
export function createOwner(getNumber, onRemove) {
  const balance = h('input', { inputmode: 'numeric', autocomplete: 'off' })
  const pin = h('input', { inputmode: 'numeric', maxlength: '4', autocomplete: 'off' })
  const habit = h('select', {}, habitOptions())
  const problem = h('p', { class: 'problem', role: 'alert' })
  const save = event => {
    event.preventDefault()
    problem.textContent = ''
    const change = { balanceKes: Number(balance.value.replace(/[\s,]/g, '')), pin: pin.value, behaviour: habit.value }
    api.setSubscriber(getNumber(), change).catch(error => (problem.textContent = error.message))
  }
  const element = h(
    'details',
    { class: 'owner' },
    h('summary', {}, 'Owner and habits'),
    h(
      'form',
      { onsubmit: save },
      h('label', {}, 'Balance, KSh', balance),
      h('label', {}, 'PIN', pin),
      h('label', { class: 'wide-field' }, 'Habit', habit),
      h('button', { type: 'submit' }, 'Save'),
      h('button', { type: 'button', onclick: onRemove }, 'Put away'),
      problem,
    ),
  )
  return {
    element,
    show(phone) {
      if (element.contains(document.activeElement) && document.activeElement !== habit) return
      balance.value = String(phone.balanceKes)
      pin.value = phone.pin
      habit.value = phone.behaviour
    },
  }
}
