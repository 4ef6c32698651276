import { isDeepStrictEqual } from 'node:util'

/** Counts what holds and notes what does not; a scenario goes on after a failure, so that one run shows them all. */
export class Check {
  passed = 0
  readonly failures: string[] = []

  equal(what: string, actual: unknown, expected: unknown): void {
    this.#note(
      isDeepStrictEqual(plain(actual), plain(expected)),
      () => `${what}: expected ${shown(expected)}, got ${shown(actual)}`,
    )
  }

  matches(what: string, actual: unknown, pattern: RegExp): void {
    this.#note(
      typeof actual === 'string' && pattern.test(actual),
      () => `${what}: expected a text like ${pattern}, got ${shown(actual)}`,
    )
  }

  /** For what differs from server to server: only that it holds. */
  holds(what: string, condition: boolean): void {
    this.#note(condition, () => `${what}: does not hold`)
  }

  failed(what: string): void {
    this.failures.push(what)
  }

  #note(good: boolean, message: () => string): void {
    if (good) this.passed += 1
    else this.failures.push(message())
  }
}

/** As it would travel, so that prototypes and `undefined` make no difference. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
