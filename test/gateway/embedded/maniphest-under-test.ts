import { onTestFinished } from 'vitest'
import type { Account } from '../../../gateway/src/backends/backend.ts'
import { openEmbeddedBackend } from '../../../gateway/src/backends/embedded/embedded.ts'
import type { Edited, Page, Timeline, Transaction } from '../../conformance/scenario.ts'

interface TestOptions {
  readonly dataDirectory?: string
  readonly demo?: boolean
}

/** What the methods other than `maniphest.search` list. */
export interface Listed<Fields = Record<string, unknown>> {
  readonly data: readonly {
    readonly id: number
    readonly phid: string
    readonly fields: Fields
    readonly attachments: { readonly members: { readonly members: readonly { readonly phid: string }[] } }
  }[]
}

/** An embedded Maniphest with the demo accounts, whose clock goes on by a minute when it is told to. */
export async function startManiphest({ dataDirectory = ':memory:', demo = true }: TestOptions = {}) {
  let time = 1_800_000_000
  const now = () => time
  const backend = await openEmbeddedBackend({ dataDirectory, publicUrl: 'http://gateway.test', now, demo })
  onTestFinished(() => backend.close().catch(() => {}))
  const signal = new AbortController().signal

  const account = async (userName: string): Promise<Account> => {
    const found = await backend.accountByName(userName)
    if (!found) throw new Error(`no account ${userName}`)
    return found
  }
  const answer = (viewer: Account, method: string, params: Record<string, unknown> = {}, typed = true) =>
    backend.call({ method, params, typed, viewer, signal })
  const call = async <Result>(
    viewer: Account,
    method: string,
    params: Record<string, unknown> = {},
  ): Promise<Result> => {
    const envelope = await answer(viewer, method, params)
    if (envelope.error_code !== null) throw new Error(`${envelope.error_code}: ${envelope.error_info}`)
    return envelope.result as Result
  }
  return {
    backend,
    account,
    answer,
    call,
    laterByAMinute: () => {
      time += 60
      return time
    },
    create: async (viewer: Account, title: string, ...transactions: Transaction[]): Promise<number> => {
      const all = [{ type: 'title', value: title }, ...transactions]
      return (await call<Edited>(viewer, 'maniphest.edit', { transactions: all })).object.id
    },
    edit: (viewer: Account, id: number, ...transactions: Transaction[]) =>
      call<Edited>(viewer, 'maniphest.edit', { objectIdentifier: id, transactions }),
    search: (viewer: Account, params: Record<string, unknown>) =>
      call<Page>(viewer, 'maniphest.search', params),
    found: async (
      viewer: Account,
      constraints: Record<string, unknown>,
      order = 'oldest',
    ): Promise<number[]> => {
      const { data } = await call<Page>(viewer, 'maniphest.search', { constraints, order })
      return data.map(({ id }) => id)
    },
    timeline: async (viewer: Account, id: number) =>
      (await call<{ data: Timeline[] }>(viewer, 'transaction.search', { objectIdentifier: `T${id}` })).data,
  }
}
