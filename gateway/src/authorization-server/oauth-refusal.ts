/**
 * An answer of RFC 6749, section 5.2, that is given before the library sees the request, or of the same form: RFC 7591,
 * section 3.2.2.
 */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal'
  readonly statusCode: number
  readonly error: string
  readonly headers: Readonly<Record<string, string>>

  constructor(
    statusCode: number,
    error: string,
    description: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(description)
    this.statusCode = statusCode
    this.error = error
    this.headers = headers
  }
}
