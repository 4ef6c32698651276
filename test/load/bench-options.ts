/** What a bench is told on the command line. */
export interface BenchOptions {
  /** Tasks that are there. @default as many as each part wants */
  readonly tasks: number | undefined
  /** For each row. */
  readonly seconds: number
  /** Calls after which the client's memory is to be what it was. */
  readonly calls: number
  /** Tokens that are there at most. */
  readonly largest: number
}
