import { ConfigurationError } from '../errors.ts'

/** The storage of this page. @throws {ConfigurationError} where there is none (a worker), or the user forbids it. */
export function webStorage(kind: 'session' | 'local'): Storage {
  const storage = kind === 'local' ? globalThis.localStorage : globalThis.sessionStorage
  if (storage) return storage
  throw new ConfigurationError(`There is no ${kind}Storage here.`, {
    remedy: "In a worker use webStore({ storage: 'indexeddb' }); outside of browsers use another store.",
  })
}

/** Full or forbidden storage is reported by the name of its error: the rest may repeat what was to be stored. */
export function attempt<Result>(kind: 'session' | 'local', action: () => Result): Result {
  try {
    return action()
  } catch (error) {
    if (error instanceof ConfigurationError) throw error
    const name = error instanceof Error ? error.name : 'it failed'
    throw new ConfigurationError(`${kind}Storage cannot be used: ${name}.`, {
      remedy: 'Check that this site may store data and that there is space left.',
    })
  }
}
