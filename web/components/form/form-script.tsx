'use client'

// What JavaScript adds to a form that works without it: the typed amount in the button, "Sending…" instead of a second
// press, the focus on what has to be mended, and the typed values kept when the language is changed.

import { formatShillings, parseShillings } from '@harambee/daraja'
import { useEffect } from 'react'

export function FormScript() {
  useEffect(() => {
    const form = document.querySelector<HTMLFormElement>('.gift-form')
    if (!form) return
    document.getElementById('problems')?.focus()
    const stop = new AbortController()
    const { signal } = stop

    restoreTyped(form)
    sayTyped(form)
    form.addEventListener('input', () => sayTyped(form), { signal })
    form.addEventListener('focusin', event => chooseOther(form, event.target), { signal })
    const button = form.querySelector<HTMLButtonElement>('button[type=submit]')
    form.addEventListener('submit', event => sendOnce(button, event), { signal })
    // Back from the payment's page: the browser may show this one as it was left.
    addEventListener('pageshow', () => setBusy(button, false), { signal })
    document.querySelector('.languages')?.addEventListener('click', () => keepTyped(form), { signal })
    return () => stop.abort()
  }, [])
  return null
}

/** Fills the typed amount into every text that names the chosen one. */
function sayTyped(form: HTMLFormElement): void {
  const typed = form.querySelector<HTMLInputElement>('#other-amount')?.value ?? ''
  const parsed = parseShillings(typed)
  for (const text of form.querySelectorAll<HTMLElement>('[data-say]')) {
    text.dataset.plain ??= text.textContent ?? ''
    text.textContent =
      'amountKes' in parsed
        ? (text.dataset.say ?? '').replace('{}', formatShillings(parsed.amountKes))
        : text.dataset.plain
  }
}

/** Typing an amount of one's own chooses it. */
function chooseOther(form: HTMLFormElement, target: EventTarget | null): void {
  const other = form.querySelector<HTMLInputElement>('#amount-other')
  if (other && target instanceof HTMLElement && target.id === 'other-amount') other.checked = true
}

/** The second press of a double tap goes nowhere: the first is on its way. */
function sendOnce(button: HTMLButtonElement | null, event: SubmitEvent): void {
  if (!button) return
  if (button.ariaDisabled === 'true') event.preventDefault()
  else setBusy(button, true)
}

function setBusy(button: HTMLButtonElement | null, isBusy: boolean): void {
  if (!button || button.hasAttribute('data-busy') === isBusy) return
  button.toggleAttribute('data-busy', isBusy)
  button.ariaDisabled = isBusy ? 'true' : null
}

const KEPT = 'typed'
const FIELDS = ['phone', 'otherAmount', 'amount'] as const

/** For the moment of one navigation, in this tab only: phones are shared. */
function keepTyped(form: HTMLFormElement): void {
  const data = new FormData(form)
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(FIELDS.map(name => data.get(name))))
  } catch {
    // Storage is off: the fields start empty.
  }
}

function restoreTyped(form: HTMLFormElement): void {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null')
    sessionStorage.removeItem(KEPT)
    if (!Array.isArray(kept)) return
    const [phone, otherAmount, amount] = kept
    for (const [id, value] of [
      ['phone', phone],
      ['other-amount', otherAmount],
    ] as const) {
      const field = form.querySelector<HTMLInputElement>(`#${id}`)
      if (field && typeof value === 'string') field.value = value
    }
    const radio = [...form.querySelectorAll<HTMLInputElement>('[name=amount]')].find(({ value }) => value === amount)
    if (radio) radio.checked = true
  } catch {
    // As above.
  }
}
