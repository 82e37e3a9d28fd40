// The ceiling: a bare node:http server that reads the body, looks at nothing, keeps nothing and gives our answer.

import { createServer } from 'node:http'

const ANSWER = '{"ResultCode":0,"ResultDesc":"Accepted"}'

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    Buffer.concat(chunks)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length })
    response.end(ANSWER)
  })
})
server.listen(Number(process.env.CALLBACK_PORT), '127.0.0.1')
