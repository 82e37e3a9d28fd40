// Asks one phone for money: node index.ts 0712345678 500

import { createDaraja, parsePhoneNumber, parseShillings } from '@harambee/daraja'
import { callbackUrl, credentials } from './environment.ts'

const [phone, amount] = process.argv.slice(2)
const daraja = createDaraja(credentials)
const payer = parsePhoneNumber(phone)
const price = parseShillings(amount)
if (!('phoneNumber' in payer) || !('amountKes' in price)) throw new Error('Try: node index.ts 0712345678 500')

const push = { ...payer, ...price, accountReference: 'MADARASA', description: 'Donation', callbackUrl }
console.log(await daraja.sendStkPush(push))
