// The whole board: phones side by side, and Safaricom beside them.

import { api } from './api.js'
import { createCallbacks } from './callbacks.js'
import { createCaption } from './caption.js'
import { h } from './dom.js'
import { openFeed } from './events.js'
import { createClock, createFeed } from './feed.js'
import { followPrompts } from './follow.js'
import { createHandset } from './handset.js'
import { createOwner, habitOptions } from './owner.js'
import { createWeather } from './weather.js'

const FIRST_NUMBER = '254700000001'
const MAX_PHONES = 6
/** Remembered for this tab's next visit. */
const STORE_KEY = 'phones'

const places = new Map()
const phones = document.getElementById('phones')
const addSlot = document.getElementById('add')

function addPhone(number) {
  if (places.has(number)) return
  if (places.size >= MAX_PHONES) removePhone([...places.keys()].find(isIdle) ?? places.keys().next().value)
  const caption = createCaption('')
  const place = { phone: null }
  const handset = createHandset(number, {
    mayTakeFocus: true,
    onChange(phone) {
      place.phone = phone
      caption.show(phone)
      owner.show(phone)
    },
  })
  const owner = createOwner(handset.getNumber, () => removePhone(number))
  place.element = h('div', { class: 'place' }, handset.element, caption.element, owner.element)
  place.handset = handset
  places.set(number, place)
  phones.insertBefore(place.element, addSlot)
  addSlot.hidden = places.size >= MAX_PHONES
  remember()
}

function removePhone(number) {
  const place = places.get(number)
  if (place === undefined) return
  place.handset.remove()
  place.element.remove()
  places.delete(number)
  addSlot.hidden = false
  remember()
}

function isIdle(number) {
  return places.get(number)?.phone?.prompt === null
}

function remember() {
  sessionStorage.setItem(STORE_KEY, JSON.stringify([...places.keys()]))
}

function recall() {
  try {
    const numbers = JSON.parse(sessionStorage.getItem(STORE_KEY) ?? '[]')
    return Array.isArray(numbers) ? numbers.filter(number => /^254[17]\d{8}$/.test(number)).slice(0, MAX_PHONES) : []
  } catch {
    return []
  }
}

document.getElementById('add-habit').append(...habitOptions())
const form = document.getElementById('add-form')
const problem = document.getElementById('add-problem')
form.addEventListener('submit', async event => {
  event.preventDefault()
  problem.textContent = ''
  const fields = new FormData(form)
  const change = { behaviour: fields.get('habit') }
  const balance = String(fields.get('balance')).replace(/[\s,]/g, '')
  if (balance !== '') change.balanceKes = Number(balance)
  if (fields.get('pin') !== '') change.pin = fields.get('pin')
  try {
    const subscriber = await api.setSubscriber(encodeURIComponent(fields.get('number')), change)
    addPhone(subscriber.phoneNumber)
    form.reset()
  } catch (error) {
    problem.textContent = error.message
  }
})

const earlier = recall()
for (const number of earlier.length > 0 ? earlier : [FIRST_NUMBER]) addPhone(number)
followPrompts(addPhone)
createWeather(document.getElementById('weather'))
createClock(document.getElementById('clock'))
createCallbacks(document.getElementById('callbacks'))
createFeed(document.getElementById('feed'))
openFeed()
