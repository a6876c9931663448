// The yardstick: node:http and nothing else, sending as many bytes as the page it is compared with.
import { createServer } from 'node:http'

const body = Buffer.alloc(Number(process.env.BARE_BYTES), 'x')
createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': body.length })
  response.end(body)
}).listen(Number(process.env.BARE_PORT), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
