// English: what a receipt says besides the gift, and the page that tells whether a receipt is genuine.

export const verifyEn = {
  serial: 'Receipt no.',
  state: 'Status',
  confirmed: 'Confirmed',
  registration: 'Registration no.',
  kraPin: 'KRA PIN',
  exemption: 'Tax exemption no.',
  validTo: (day: string) => `valid to ${day}`,
  address: 'Address',
  contact: 'Contact',
  check: 'Check this receipt',
  sms: 'Send by SMS',
  title: 'Check of a receipt',
  genuine: 'This receipt is genuine.',
  givenBack: 'This gift was given back.',
  givenBackText: 'The receipt was genuine, and is no longer valid.',
  void: 'This receipt no longer holds.',
  voidText:
    'The money it was written for proved to belong to another payment of the same donation. That one has a receipt of its own.',
  unknown: 'No such receipt was written here.',
  unknownText: 'Look at the address again: one wrong letter is enough. If it is right, do not rely on the receipt.',
  tooMany: 'Too many wrong receipts came from this connection. Please try again in an hour.',
  amount: 'Amount',
  date: 'Date',
  nothingElse: 'Who gave is not shown here.',
}
