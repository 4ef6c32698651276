import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'

/** One line for a request, when it is over, where Fastify writes two: to write a line takes longer than to decide on a call. */
export class RequestLog extends LogController {
  override incomingRequest(request: FastifyRequest): void {
    request.log.debug({ req: request }, 'incoming request')
  }

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const line = { req: request, res: reply, responseTime: reply.elapsedTime }
    if (error) request.log.error({ ...line, err: error }, 'request errored')
    else request.log.info(line, 'request completed')
  }
}

/** The path without the query: Phorge's clients may put codes, client secrets and tokens there. */
export function requestForLog({ method, url, ip }: FastifyRequest) {
  return { method, path: url.split('?', 1)[0], ip }
}
