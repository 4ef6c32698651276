import type { FastifyReply } from 'fastify'
import type { Refusal } from '../../api.ts'

export interface HttpRefusal extends Refusal {
  readonly status: number
}

export function refuse(reply: FastifyReply, { status, ...refusal }: HttpRefusal): FastifyReply {
  return reply.code(status).send({ refusal })
}
