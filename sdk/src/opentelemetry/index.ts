import {
  type Attributes,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from '@opentelemetry/api'
import { isConduitError } from '../errors.ts'
import type { ConduitRequest, ConduitResponse, Middleware } from '../middleware.ts'
import { refusalCode } from './refusal-code.ts'

/** Where the spans go. */
export interface OpenTelemetryOptions {
  /** @default the one that is registered globally when a call is made */
  readonly tracerProvider?: TracerProvider | undefined
}

/**
 * A client span for each sending of a call, named after its method. It is active while the call is sent, so that the
 * spans of what instruments `fetch` come below it. It has these attributes of the semantic conventions for RPC (1.45):
 *
 * - `rpc.system.name`: `conduit`; `rpc.method`; `server.address`; `server.port`
 * - `http.request.resend_count`: from the second sending on
 * - `http.response.status_code`, and where the server refused the call `rpc.response.status_code`: its `error_code`
 * - `error.type`: that `error_code`; the `code` of our error where no answer came; an HTTP status from 400 on
 *
 * Nothing else of a call is in it: no parameters, no token, no words of the server. No header is added either, as a
 * browser lets a page send to another origin only those that the server knows.
 *
 * @example
 * ```ts
 * const conduit = new Conduit({ url, credential, middleware: [openTelemetry()] })
 * ```
 */
export function openTelemetry({ tracerProvider }: OpenTelemetryOptions = {}): Middleware {
  return (request, next) => {
    const tracer = (tracerProvider ?? trace).getTracer('phorge-conduit')
    const options = { kind: SpanKind.CLIENT, attributes: attributesOf(request) }
    return tracer.startActiveSpan(request.method, options, (span) => traced(span, next))
  }
}

async function traced(span: Span, next: () => Promise<ConduitResponse>): Promise<ConduitResponse> {
  try {
    const response = await next()
    answered(span, response)
    return response
  } catch (error) {
    failed(span, errorType(error))
    throw error
  } finally {
    span.end()
  }
}

function answered(span: Span, { status, text }: ConduitResponse): void {
  span.setAttribute('http.response.status_code', status)
  const code = refusalCode(text)
  if (code !== undefined) {
    span.setAttribute('rpc.response.status_code', code)
    failed(span, code)
  } else if (status >= 400) failed(span, String(status))
}

function attributesOf({ method, url, attempt }: ConduitRequest): Attributes {
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
