import { ValidationError } from '../errors.ts'
import type { Remembered } from './remembered.ts'

/** Words that a server knows, such as its task statuses. They differ from server to server and hardly ever change. */
export class Words<Word> {
  readonly #remembered: Remembered<readonly Word[]>
  readonly #fetch: () => Promise<readonly Word[]>

  constructor(remembered: Remembered<readonly Word[]>, fetch: () => Promise<readonly Word[]>) {
    this.#remembered = remembered
    this.#fetch = fetch
  }

  list(): Promise<readonly Word[]> {
    return this.#remembered.get(this.#fetch)
  }

  /** Asks anew when something is not known: an administrator may have added it. */
  async listWith(isThere: (words: readonly Word[]) => boolean): Promise<readonly Word[]> {
    const words = await this.list()
    return isThere(words) ? words : this.#remembered.again(this.#fetch)
  }

  async find(isIt: (word: Word) => boolean): Promise<Word | undefined> {
    return (await this.listWith((words) => words.some(isIt))).find(isIt)
  }
}

/** @param what `open task status` */
export function unknownWord(word: string, what: string, valid: readonly string[]): ValidationError {
  return new ValidationError(`"${word}" is no ${what} of this server. Valid are: ${valid.join(', ')}.`, {
    method: 'maniphest.edit',
    valid,
  })
}
