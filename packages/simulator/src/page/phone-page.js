// One phone: `?number=2547…`, or `?number=auto` for whichever was prompted last.

import { createCaption } from './caption.js'
import { openFeed } from './events.js'
import { followPrompts } from './follow.js'
import { createHandset } from './handset.js'

const FIRST_NUMBER = '254700000001'

const wanted = new URLSearchParams(location.search).get('number') ?? 'auto'
const isAuto = wanted === 'auto'
const caption = createCaption(isAuto ? 'This phone becomes the one you ask for money.' : 'Looking for the simulator…')
const handset = createHandset(isAuto ? FIRST_NUMBER : wanted.replace(/\D/g, ''), {
  onChange: caption.show,
  // A phone in a frame must not take the keyboard from the page around it.
  mayTakeFocus: window.top === window,
})
document.getElementById('phone').append(handset.element, caption.element)
if (isAuto) followPrompts(handset.setNumber)
openFeed()
