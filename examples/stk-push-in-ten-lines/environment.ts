// Where Daraja is and who we are: the simulator on this machine, unless the environment says otherwise.

const { env } = process

/** Safaricom's published sandbox passkey and short code; the simulator takes them too, and any key and secret. */
const SANDBOX_PASSKEY = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919'
const SANDBOX_SHORT_CODE = '174379'

export const credentials = {
  baseUrl: env.MPESA_DARAJA_URL ?? 'http://127.0.0.1:4010',
  consumerKey: env.MPESA_CONSUMER_KEY ?? 'demo',
  consumerSecret: env.MPESA_CONSUMER_SECRET ?? 'demo',
  passkey: env.MPESA_PASSKEY ?? SANDBOX_PASSKEY,
  shortCode: env.MPESA_SHORTCODE ?? SANDBOX_SHORT_CODE,
}

/** Where Daraja posts the outcome. Nothing listens there in this example; put your own program's address. */
export const callbackUrl = env.CALLBACK_URL ?? 'http://127.0.0.1:3001/cb/example'
