import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Gateway } from '../../../gateway.ts'
import { forwardPage } from './front.ts'
import { isOurs, passOn } from './pass-through.ts'

const OURS = /^\/(?:gateway|oauthserver|\.well-known)(?:[/?]|$)/
const CONDUIT = /^\/api(?:[/?]|$)/

/**
 * An address of which no route can be found, because it is not UTF-8 when it is decoded: Phorge has files of such names.
 * `undefined`: it is not Phorge's.
 */
export function forwardUnroutable(
  gateway: Gateway,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> | undefined {
  const { config, phorge } = gateway
  if (phorge?.mode !== 'same-origin' || OURS.test(request.url)) return undefined
  if (!CONDUIT.test(request.url))
    return config.front ? forwardPage(phorge.forwarder, request, reply) : undefined
  return isOurs(request) ? undefined : passOn(gateway, phorge.forwarder, request, reply, undefined)
}
