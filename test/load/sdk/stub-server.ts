import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Started as a process of its own: a server that does as little as it can, so that a million calls take minutes. */
const answer = JSON.stringify({
  result: {
    phid: 'PHID-USER-aaaaaaaaaaaaaaaaaaaa',
    userName: 'rjkaplan',
    realName: 'Rachel J Kaplan',
    image: 'http://127.0.0.1/image.png',
    uri: 'http://127.0.0.1/p/rjkaplan/',
    roles: ['verified'],
    primaryEmail: 'rjkaplan@localhost',
  },
  error_code: null,
  error_info: null,
})
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }

const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, headers).end(answer))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
