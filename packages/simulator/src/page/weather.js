// The panel that makes Safaricom misbehave: four kinds of weather, and a dial for each fault.

import { api } from './api.js'
import { h } from './dom.js'
import { listen } from './events.js'

const SUNNY = {
  callbackLost: 0,
  callbackDuplicated: 0,
  callbackBeforeResponse: 0,
  callbackMalformed: 0,
  callbackConflicting: 0,
  pushResponseLost: 0,
  push5xx: 0,
  queryBusy: 0,
  queryContradicts: 0,
  tokenExpiresEarly: 0,
  throttle: 0,
  outage: 0,
  resultCodeAsString: 0,
  retryCallbacks: 0,
  smsAnswerLost: 0,
  smsRefused: 0,
  smsOutOfMoney: 0,
  callbackDelayMs: 0,
  phoneFormat: 'plain',
  pendingAnswer: 'being-processed',
}

const PRESETS = [
  { name: 'sunny', label: 'Sunny', says: 'Everything arrives, once and at once.', faults: SUNNY },
  {
    name: 'payday',
    label: 'Friday payday',
    says: 'Busy: callbacks take 4 seconds, a few come twice, some questions are not answered.',
    faults: { ...SUNNY, callbackDelayMs: 4000, callbackDuplicated: 0.05, queryBusy: 0.2, throttle: 0.05 },
  },
  {
    name: 'storm',
    label: 'Month-end storm',
    says: 'Everything that can go wrong does, some of the time.',
    faults: {
      ...SUNNY,
      callbackDelayMs: 12000,
      callbackLost: 0.15,
      callbackDuplicated: 0.15,
      callbackMalformed: 0.05,
      callbackConflicting: 0.05,
      pushResponseLost: 0.1,
      push5xx: 0.1,
      queryBusy: 0.4,
      tokenExpiresEarly: 0.1,
      throttle: 0.15,
      outage: 0.05,
      pendingAnswer: 'mixed',
    },
  },
  {
    name: 'blackout',
    label: 'Callback blackout',
    says: 'No callback arrives. Only a question finds out what happened.',
    faults: { ...SUNNY, callbackLost: 1 },
  },
]

const DIALS = [
  [
    'Callbacks',
    [
      ['callbackLost', 'Lost for ever'],
      ['callbackDuplicated', 'Sent twice at once'],
      ['callbackBeforeResponse', 'Before the push is answered'],
      ['callbackMalformed', 'Broken bodies'],
      ['callbackConflicting', 'Contradicting results'],
      ['resultCodeAsString', 'Result code as text'],
      ['retryCallbacks', 'Tried again if refused'],
    ],
  ],
  [
    'Answers',
    [
      ['pushResponseLost', 'Push answer lost'],
      ['push5xx', 'Push answered 500, accepted'],
      ['queryBusy', 'Query: system is busy'],
      ['queryContradicts', 'Query contradicts'],
    ],
  ],
  [
    'Service',
    [
      ['tokenExpiresEarly', 'Token dies early'],
      ['throttle', 'Too many requests'],
      ['outage', 'Out of service (503)'],
    ],
  ],
  [
    'Text messages',
    [
      ['smsAnswerLost', 'Sent, answer lost'],
      ['smsRefused', 'Refused'],
      ['smsOutOfMoney', 'Account is empty'],
    ],
  ],
]

const CHOICES = [
  ['phoneFormat', 'Phone number in callbacks', ['plain', 'masked', 'hashed', 'absent']],
  [
    'pendingAnswer',
    'How a query says “not yet”',
    ['being-processed', 'code-4999', 'empty-message', 'does-not-exist', 'mixed'],
  ],
]

/** Fills the panel and keeps it in step with the simulator. */
export function createWeather(panel) {
  const controls = new Map()
  const saying = h('p', { class: 'saying', role: 'status' }, '')
  const presets = PRESETS.map(preset =>
    h(
      'button',
      { type: 'button', class: preset.name, 'aria-pressed': 'false', onclick: () => change(preset.faults) },
      h('i', { 'aria-hidden': 'true' }),
      preset.label,
    ),
  )

  const change = faults => api.setFaults(faults).then(show, error => (saying.textContent = error.message))

  const dial = ([name, label]) => {
    const output = h('output', { for: `dial-${name}` }, '0 %')
    const input = h('input', {
      type: 'range',
      id: `dial-${name}`,
      min: '0',
      max: '1',
      step: '0.05',
      value: '0',
      oninput: () => (output.value = `${Math.round(Number(input.value) * 100)} %`),
      onchange: () => change({ [name]: Number(input.value) }),
    })
    const row = h('div', { class: 'dial' }, h('label', { for: input.id }, label), input, output)
    controls.set(name, value => {
      setUnlessInUse(input, value)
      output.value = `${Math.round(value * 100)} %`
      row.classList.toggle('on', value > 0)
    })
    return row
  }
  const delay = () => {
    const input = h('input', {
      type: 'number',
      id: 'dial-callbackDelayMs',
      min: '0',
      step: '1',
      onchange: () => change({ callbackDelayMs: Math.round(Number(input.value) * 1000) }),
    })
    controls.set('callbackDelayMs', value => setUnlessInUse(input, value / 1000))
    return h('div', { class: 'dial wide' }, h('label', { for: input.id }, 'Late by, seconds'), input)
  }
  const choice = ([name, label, values]) => {
    const select = h(
      'select',
      { id: `dial-${name}`, onchange: () => change({ [name]: select.value }) },
      values.map(value => h('option', { value }, value)),
    )
    controls.set(name, value => setUnlessInUse(select, value))
    return h('div', { class: 'dial wide' }, h('label', { for: select.id }, label), select)
  }

  const show = faults => {
    for (const [name, value] of Object.entries(faults)) controls.get(name)?.(value)
    const current = PRESETS.find(preset =>
      Object.entries(preset.faults).every(([name, value]) => faults[name] === value),
    )
    for (const [place, button] of presets.entries()) {
      button.setAttribute('aria-pressed', String(PRESETS[place] === current))
    }
    saying.textContent = current?.says ?? 'A weather of your own.'
  }

  panel.append(
    h('div', { class: 'presets' }, presets),
    saying,
    h(
      'details',
      {},
      h('summary', {}, 'All dials'),
      DIALS.map(([title, dials]) =>
        h(
          'fieldset',
          { class: 'dials' },
          h('legend', {}, title),
          dials.map(dial),
          title === 'Callbacks' ? delay() : null,
        ),
      ),
      CHOICES.map(choice),
    ),
  )
  const refresh = () => api.faults().then(show, () => {})
  listen(event => {
    if (event.type === 'faults' || event.type === 'reset' || event.type === 'connection') refresh()
  })
  refresh()
}

/** What somebody is typing is theirs until they leave the field. */
function setUnlessInUse(field, value) {
  if (document.activeElement !== field) field.value = String(value)
}
