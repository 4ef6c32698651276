/** One error found on a page. */
export interface FoundError {
  /** Stable for the same error on the same site, also tomorrow and on another machine. */
  readonly key: string
  readonly title: string
  /** Plain text, e.g. stack trace and context. */
  readonly description?: string
  /** Where this error has a page of its own. */
  readonly link?: string
  /** A project the page suggests: '#backend'. */
  readonly project?: string
  /** The chip is placed after this element's content. */
  readonly anchor: Element
}

/** A kind of page on which errors are found. */
export interface Site {
  /** 'sentry', 'django', … */
  readonly name: string
  /** Whether this page is of this kind, from its document alone. Cheap. */
  readonly appliesTo: (document: Document) => boolean
  readonly findErrors: (document: Document) => Iterable<FoundError>
}
