import { type NextRequest, NextResponse } from 'next/server.js'

const SAFARICOM = [
  '196.201.214.200',
  '196.201.214.206',
  '196.201.213.114',
  '196.201.214.207',
  '196.201.214.208',
  '196.201.213.44',
  '196.201.212.127',
  '196.201.212.138',
  '196.201.212.129',
  '196.201.212.136',
  '196.201.212.74',
  '196.201.212.69',
]

interface Context {
  readonly params: Promise<{ readonly securityKey: string }>
}

interface Item {
  readonly Name: string
  readonly Value?: string | number
}

export async function POST(request: NextRequest, { params }: Context): Promise<NextResponse> {
  const address = request.headers.get('x-forwarded-for') ?? ''
  if (!SAFARICOM.includes(address)) return NextResponse.json({ error: 'IP not whitelisted' }, { status: 403 })
  const { securityKey } = await params
  if (securityKey !== process.env.MPESA_CALLBACK_SECRET_KEY) return NextResponse.json('ok saf')

  const data = await request.json()
  const metadata = data.Body.stkCallback.CallbackMetadata
  if (!metadata) return NextResponse.json('ok saf')
  const items: readonly Item[] = metadata.Item
  const read = (name: string) => items.find(item => item.Name === name)?.Value?.toString()
  const [amount, code, phone] = [read('Amount'), read('MpesaReceiptNumber'), read('PhoneNumber')]
  // "Save the values to the database" is left to the reader.
  return NextResponse.json(amount && code && phone ? 'ok saf' : 'incomplete')
}
