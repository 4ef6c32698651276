import { applicationEdit } from '../applications/conduit/edit.ts'
import { applicationPropose } from '../applications/conduit/propose.ts'
import { applicationSearch } from '../applications/conduit/search.ts'
import type { Envelope, MethodDescription } from '../backends/backend.ts'
import type { Gateway } from '../gateway.ts'
import { tokenEdit } from '../tokens/conduit/edit.ts'
import { tokenSearch } from '../tokens/conduit/search.ts'
import { answered, Refusal, refused } from './method/refusal.ts'
import type { OwnCall, OwnMethod } from './own-method.ts'

const all: readonly OwnMethod[] = [
  applicationEdit,
  applicationPropose,
  applicationSearch,
  tokenEdit,
  tokenSearch,
]

/** The methods that the gateway answers itself, by name. They go before those of the server behind. */
export const ownMethods: ReadonlyMap<string, OwnMethod> = new Map(all.map((method) => [method.name, method]))

/** What a backend tells of them with its own, so that they are found and granted as all others. */
export const ownDescriptions: ReadonlyMap<string, MethodDescription> = new Map(
  [...ownMethods].map(([name, { description }]) => [name, description]),
)

export async function answerOwn(gateway: Gateway, method: OwnMethod, call: OwnCall): Promise<Envelope> {
  try {
    return answered(await method.answer(gateway, call))
  } catch (error) {
    if (error instanceof Refusal) return refused(error)
    throw error
  }
}
