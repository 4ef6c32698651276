import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands for a Phorge: answers every call alike, at once or after as many milliseconds as a Phorge takes. */
const delay = Number(process.argv[2])
const methods = { 'user.whoami': { description: '', params: {}, return: 'dict' } }
const whoami = {
  phid: 'PHID-USER-23b4vjwmghff5aa76qp7',
  userName: 'rjkaplan',
  realName: 'Rachel J Kaplan',
  image: 'https://phorge.example.com/file/data/picture.png',
  uri: 'https://phorge.example.com/p/rjkaplan/',
  roles: ['verified', 'approved', 'activated'],
  primaryEmail: 'rjkaplan@example.com',
}
const answer = (result: object) => JSON.stringify({ result, error_code: null, error_info: null })

const server = createServer((request, response) => {
  request.resume()
  request.once('end', () => {
    const text = answer(request.url === '/api/conduit.query' ? methods : whoami)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    if (delay === 0) response.end(text)
    else setTimeout(() => response.end(text), delay)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
