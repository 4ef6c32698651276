/** @throws when they are not the same as JSON */
export function equal(actual: unknown, expected: unknown): void {
  const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== shouldBe) throw new Error(`it is ${is} and should be ${shouldBe}`)
}

/** @throws when it is not so */
export function isTrue(condition: boolean, what: string): void {
  if (!condition) throw new Error(`it is not so: ${what}`)
}

/** The error that `promise` rejects with, whose properties are those of `expected`. @throws when it does not */
export async function rejects(
  promise: PromiseLike<unknown>,
  expected: Readonly<Record<string, unknown>>,
): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Error)) throw new Error(`it was not rejected with an error: ${error}`)
  const actual = Object.fromEntries(Object.keys(expected).map((key) => [key, Reflect.get(error, key)]))
  try {
    equal(actual, expected)
  } catch (difference) {
    throw new Error(`${difference instanceof Error && difference.message}`, { cause: error })
  }
  return error
}
