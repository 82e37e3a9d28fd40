// Makes elements without writing HTML text, so that nothing a client sent can become markup.

/**
 * An element with attributes and children. `on…` attributes are listeners, `true` sets an attribute, `false` and null
 * leave it out.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? '' : value)
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined))
  return element
}

/** `KSh 5,000` */
export function toReadableAmount(amountKes) {
  return `KSh ${amountKes.toLocaleString('en-KE')}`
}

const nairobiTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Africa/Nairobi',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** `10:02:11`, Nairobi time. */
export function toClockTime(iso) {
  return nairobiTime.format(new Date(iso))
}

/** `0700 000 001`, as people read it. */
export function toReadableNumber(phoneNumber) {
  return `0${phoneNumber.slice(3, 6)} ${phoneNumber.slice(6, 9)} ${phoneNumber.slice(9)}`
}

/** Addresses in a text message can be tapped. They open beside the phone, which is often framed. */
export function withLinks(text) {
  return text.split(/(https?:\/\/[^\s]+)/).map((piece, place) => {
    if (place % 2 === 0) return piece
    return h('a', { href: piece, target: '_blank', rel: 'noopener noreferrer' }, piece)
  })
}
