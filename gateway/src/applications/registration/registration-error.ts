/** Why a request to a registration endpoint is not even looked at. RFC 7591, section 3.2.2, and RFC 6750, section 3. */
export class RegistrationError extends Error {
  override readonly name = 'RegistrationError'
  readonly statusCode: number
  readonly error: string
  readonly headers: Readonly<Record<string, string>>

  constructor(
    statusCode: number,
    error: string,
    { description, headers = {} }: { description: string; headers?: Readonly<Record<string, string>> },
  ) {
    super(description)
    this.statusCode = statusCode
    this.error = error
    this.headers = headers
  }
}
