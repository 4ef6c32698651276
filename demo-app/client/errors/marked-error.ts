import type { ErrorSummary } from '../../api.ts'

/** Tells the browser extension that this element is an error: see docs/error-pages.md. */
export const markedError = ({ id, type, message, culprit }: ErrorSummary, stack?: string) => ({
  'data-conduit-key': `error-${id}`,
  'data-conduit-title': `${type}: ${message}`,
  'data-conduit-description': stack ?? culprit,
  'data-conduit-link': `/errors/${id}`,
})
