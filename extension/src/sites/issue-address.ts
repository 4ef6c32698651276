import { webAddress } from './web-address.ts'

/** An issue of Sentry, or of GlitchTip, whose addresses are the same. */
export interface IssueAddress {
  /** Stays when the project is renamed, and is on every kind of page; the short id `SHOP-4F2` is not. */
  readonly id: string
  /** The issue's own page, without the event and the filters that somebody came from. */
  readonly link: string
}

/** The issue that this address leads to, if it leads to one. */
export function issueAt(href: string | null | undefined, document: Document): IssueAddress | undefined {
  const [link, id] = /^[^?#]*\/issues\/(\d+)(?![^/?#])/.exec(webAddress(href, document) ?? '') ?? []
  return link && id ? { link, id } : undefined
}
