import { ConfigurationError } from '../errors.ts'

const OBJECT_STORE = 'tokens'

export interface IndexedDbTable {
  get(key: string): Promise<unknown>
  put(key: string, value: unknown): Promise<void>
  delete(key: string): Promise<void>
}

/** One table of keys and values in a database of this name, opened when it is first used. */
export function indexedDbTable(name: string): IndexedDbTable {
  let opened: Promise<IDBDatabase> | undefined
  const forget = () => {
    opened = undefined
  }
  const database = () => {
    opened ??= open(name, forget)
    opened.catch(forget)
    return opened
  }
  const transaction = async (mode: IDBTransactionMode) =>
    (await database()).transaction(OBJECT_STORE, mode, { durability: 'strict' })

  return {
    async get(key) {
      const request = (await transaction('readonly')).objectStore(OBJECT_STORE).get(key)
      return settled(request)
    },
    async put(key, value) {
      const change = await transaction('readwrite')
      change.objectStore(OBJECT_STORE).put(value, key)
      return completed(change)
    },
    async delete(key) {
      const change = await transaction('readwrite')
      change.objectStore(OBJECT_STORE).delete(key)
      return completed(change)
    },
  }
}

async function open(name: string, onClose: () => void): Promise<IDBDatabase> {
  if (!globalThis.indexedDB) throw new ConfigurationError('There is no IndexedDB here.')
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(OBJECT_STORE)
  const database = await settled(request)
  database.onclose = onClose
  // Otherwise this tab would keep another from deleting the database, as "clear site data" does.
  database.onversionchange = () => {
    onClose()
    database.close()
  }
  return database
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(unusable(request.error))
  })
}

/** A request may succeed and its transaction be rolled back after that: the disk is full. */
function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(unusable(transaction.error))
  })
}

function unusable(cause: DOMException | null): ConfigurationError {
  return new ConfigurationError(`IndexedDB cannot be used: ${cause?.name ?? 'it was closed'}.`, {
    remedy: 'Check that this site may store data and that there is space left.',
    cause,
  })
}
