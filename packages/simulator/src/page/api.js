// Talks to the simulator this page came from.

/** @returns the answer's JSON; throws an Error with the simulator's own words */
async function ask(method, path, body) {
  const response = await fetch(`/_sim/${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error?.message ?? `The simulator answered ${response.status}.`)
  return answer
}

export const api = {
  phone: number => ask('GET', `phones/${number}`),
  answer: (checkoutRequestId, action, pin) =>
    ask('POST', `prompts/${encodeURIComponent(checkoutRequestId)}`, pin === undefined ? { action } : { action, pin }),
  setSubscriber: (number, change) => ask('PUT', `subscribers/${number}`, change),
  payBill: payment => ask('POST', 'paybill', payment),
  faults: () => ask('GET', 'faults'),
  setFaults: change => ask('PUT', 'faults', change),
  callbacks: () => ask('GET', 'callbacks'),
  resend: id => ask('POST', `callbacks/${id}/resend`),
  clock: () => ask('GET', 'clock'),
  advance: advanceMs => ask('POST', 'clock', { advanceMs }),
  reset: () => ask('POST', 'reset'),
}
