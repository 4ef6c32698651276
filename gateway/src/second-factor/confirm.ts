import type { Answer } from '../pages/answer.ts'
import type { Visit } from '../pages/guard.ts'

/** Something that a person has to prove for, each time anew, that it is them. */
export interface SensitiveAction {
  /** A stable name: a proof for one is none for another. */
  readonly name:
    | 'token-create'
    | 'token-widen'
    | 'application-approve'
    | 'rules-change'
    | 'phorge-token-delete'
  /** What will happen, as the end of “Confirm that you want to …”: `make the API token “deploy”`. */
  readonly sentence: string
}

/**
 * Does what a form asks for, once whoever sent it has proved with their second factor that it is them. Call it when the
 * form is known to be right; `perform` may be called much later than the first time, after another request with the same
 * fields. Nobody has a second factor yet.
 */
export async function confirmed(
  _visit: Visit,
  _action: SensitiveAction,
  perform: () => Promise<Answer>,
): Promise<Answer> {
  return perform()
}
