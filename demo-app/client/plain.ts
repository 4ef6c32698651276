/** Whether this page has no buttons for tasks of its own, so that the browser extension alone gives it some. */
export const isPlain = document.documentElement.hasAttribute('data-plain')
