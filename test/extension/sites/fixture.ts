/** What differs from one time that an error happens to the next, and from one machine to another. */
export interface Occurrence {
  /** A number in the error's message. */
  readonly order: number
  /** In the source: somebody has added a line above. */
  readonly line: number
  /** In memory: `0x7f…`. */
  readonly address: string
  /** A UUID: request, element, event. */
  readonly id: string
  readonly time: string
  /** Where the application is installed. */
  readonly root: string
}

export const occurrences: readonly [Occurrence, Occurrence] = [
  {
    order: 4711,
    line: 12,
    address: '0x7f4923d1ff90',
    id: '6f1c2f0e-8a4b-4c8e-9d65-0b6f1f0c9a31',
    time: '2026-11-25T10:00:00.123Z',
    root: '/srv/shop',
  },
  {
    order: 99,
    line: 14,
    address: '0x55d0c0ffee10',
    id: 'b7a1d9c2-5e3f-4a70-8b1d-2c4e6f8a0b1c',
    time: '2027-01-02T23:59:59Z',
    root: '/home/mia/releases/20270102/shop',
  },
]

/** Stands where real pages show what belongs in no task: cookies, arguments, local variables, queries of addresses. */
export const SECRET = 'hunter2'

/** What shall be found, on the first occurrence. */
export interface ExpectedError {
  readonly title: string
  readonly description?: string
  readonly link?: string
  readonly project?: string
  /** The element which the chip follows, as a selector that it matches. */
  readonly anchor: string
}

/** A page as its software renders it: only so much of it as is looked at, or may mislead. */
export interface Fixture {
  /** In words, for the name of a test: `an uncaught exception of PHP`. */
  readonly page: string
  readonly site: string
  /** Of the page's address. `/` if not given. */
  readonly path?: string
  readonly html: (occurrence: Occurrence) => string
  readonly errors: readonly ExpectedError[]
}
