// A process for the supervisor's tests: answers /health on a port, and behaves as its second argument says.
//   well · dies (at once, with last words) · deaf (does not stop when asked) · silent (never answers)

import { createServer } from 'node:http'
import process from 'node:process'

const [port = '0', behaviour = 'well'] = process.argv.slice(2)

if (behaviour === 'dies') {
  console.error('the cupboard is bare')
  process.exit(3)
}
const server = createServer((_request, response) => response.end('{"status":"ok"}'))
if (behaviour !== 'silent') server.listen(Number(port), '127.0.0.1', () => console.log(`listening ${process.pid}`))
else setInterval(() => {}, 1_000)

process.on('SIGTERM', () => {
  console.log('asked to stop')
  if (behaviour === 'deaf') return
  server.close(() => process.exit(0))
  server.closeAllConnections()
})
