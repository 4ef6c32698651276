import {
  type Attributes,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import { isConduitError } from '../errors.ts'
import type { TracedRequest, TracedResponse, TracingMiddleware } from './sending.ts'

export type { TracedRequest, TracedResponse, TracingMiddleware } from './sending.ts'

/** Where the spans go. */
export interface OpenTelemetryOptions {
  /** @default the one that is registered globally when a call is made */
  readonly tracerProvider?: TracerProvider | undefined
}

/**
 * A client span for each sending of a call, named after its method, with the attributes of the semantic conventions for
 * RPC (1.45): `rpc.system.name` is `conduit`, `rpc.method`, `server.address`, `server.port`,
 * `http.response.status_code`, `http.request.resend_count` from the second sending on, and `error.type`, which is the
 * `code` of our error. It is the active span while the call is sent, so that what instruments `fetch` comes below it.
 *
 * Nothing else of a call is in it: no parameters, no token, no words of the server. No header is added either; a gateway
 * in another origin would refuse one that it does not know.
 *
 * @example
 * ```ts
 * const conduit = new Conduit({ url, credential, middleware: [openTelemetry()] })
 * ```
 */
export function openTelemetry({ tracerProvider }: OpenTelemetryOptions = {}): TracingMiddleware {
  return (request, next) => {
    const tracer = (tracerProvider ?? trace).getTracer('phorge-conduit')
    const options = { kind: SpanKind.CLIENT, attributes: attributesOf(request) }
    return tracer.startActiveSpan(request.method, options, (span) => traced(span, () => next(request)))
  }
}

async function traced<Response extends TracedResponse>(
  span: Span,
  sending: () => Promise<Response>,
): Promise<Response> {
  try {
    const response = await sending()
    span.setAttribute('http.response.status_code', response.status)
    if (response.status >= 400) failed(span, String(response.status))
    return response
  } catch (error) {
    if (isConduitError(error) && 'status' in error && error.status) {
      span.setAttribute('http.response.status_code', error.status)
    }
    failed(span, errorType(error))
    throw error
  } finally {
    span.end()
  }
}

function attributesOf({ method, url, attempt }: TracedRequest): Attributes {
  const { hostname, port, protocol } = new URL(url)
  return {
    'rpc.system.name': 'conduit',
    'rpc.method': method,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    ...(attempt > 1 && { 'http.request.resend_count': attempt - 1 }),
  }
}

/** Without a message: that of an error may have words of the server in it. */
function failed(span: Span, type: string): void {
  span.setAttribute('error.type', type)
  span.setStatus({ code: SpanStatusCode.ERROR })
}

function errorType(error: unknown): string {
  if (isConduitError(error)) return error.code
  return error instanceof Error ? error.name : '_OTHER'
}
