import { linesOf } from './page-text.ts'

/** What wraps the exception that an application threw. */
const WRAPPER = /(?:ServletException|JasperException)$/

export interface JavaTrace {
  readonly type: string
  readonly message: string
  readonly frames: readonly string[]
}

/** Reads `Throwable.printStackTrace()`, and Tomcat's variant without `at`. Of nested exceptions the first that no container made. */
export function parseJavaTraces(traces: readonly string[]): JavaTrace | undefined {
  const read = traces.flatMap((trace) => trace.split(/^Caused by: /m)).map(parse)
  return read.find(({ type }) => !WRAPPER.test(type)) ?? read[0]
}

function parse(trace: string): JavaTrace {
  const lines = linesOf(trace)
  const frames = lines
    .filter((line) => /^(?:at )?[\w.$/<>@-]+\(.*\)$/.test(line))
    .map((line) => line.replace(/^at /, ''))
  const [, type = '', message = ''] = /^([\w.$]+)(?:: (.*))?$/.exec(lines[0] ?? '') ?? []
  return { type: type.replace(/^.*\./, ''), message, frames }
}
