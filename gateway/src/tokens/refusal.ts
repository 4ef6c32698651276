/** What is wrong: there is no such token (of this person), it has ended, it would become wider, or a value is wrong. */
export type TokenRefusalReason = 'unknown' | 'ended' | 'wider' | 'invalid'

export type TokenField = 'name' | 'kind' | 'rights' | 'addresses' | 'expires' | 'overlap'

/** A token cannot be made or changed so. The message says to its owner what to do. */
export class TokenRefusal extends Error {
  override readonly name = 'TokenRefusal'
  readonly code: TokenRefusalReason
  /** Which value is wrong, when it is one. */
  readonly field: TokenField | undefined

  constructor(code: TokenRefusalReason, message: string, field?: TokenField) {
    super(message)
    this.code = code
    this.field = field
  }
}
