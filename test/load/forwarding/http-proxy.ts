import type { AddressInfo } from 'node:net'
import httpProxy from '@fastify/http-proxy'
import fastify from 'fastify'
import { tellCpuTime } from './cpu-time.ts'

/** A plain forwarder: it knows nobody, decides nothing and logs nothing. */
const server = fastify()
await server.register(httpProxy, { upstream: process.argv[2] ?? '' })
await server.listen({ host: '127.0.0.1', port: 0 })
tellCpuTime()
process.send?.((server.server.address() as AddressInfo).port)
