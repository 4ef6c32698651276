import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands for a Phorge: answers every call alike, at once or after as many milliseconds as it is told to take. */
let delay = 0
process.on('message', (milliseconds) => {
  delay = Number(milliseconds)
  process.send?.('told')
})
const methods = {
  'maniphest.search': {
    description: '',
    params: { constraints: 'optional map<string, wild>' },
    return: 'dict',
  },
}
const task = {
  id: 1,
  type: 'TASK',
  phid: 'PHID-TASK-23b4vjwmghff5aa76qp7',
  fields: {
    name: 'TypeError: cannot read properties of undefined',
    description: { raw: 'https://errors.example.com/e/4711' },
    authorPHID: 'PHID-USER-23b4vjwmghff5aa76qp7',
    ownerPHID: null,
    status: { value: 'open', name: 'Open', 'color.ansi': null },
    priority: { value: 90, name: 'Needs Triage', color: 'violet' },
    points: null,
    subtype: 'default',
    closerPHID: null,
    dateClosed: null,
    spacePHID: null,
    dateCreated: 1_700_000_000,
    dateModified: 1_700_000_000,
    policy: { view: 'users', interact: 'users', edit: 'users' },
  },
  attachments: {},
}
const found = {
  data: [task],
  maps: {},
  query: { queryKey: null },
  cursor: { limit: 100, after: null, before: null, order: null },
}
const answer = (result: object) => JSON.stringify({ result, error_code: null, error_info: null })

const server = createServer((request, response) => {
  request.resume()
  request.once('end', () => {
    const text = answer(request.url === '/api/conduit.query' ? methods : found)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    if (delay === 0) response.end(text)
    else setTimeout(() => response.end(text), delay)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
