import { type Form, textOf } from '../../pages/form.ts'
import { paths } from '../../pages/paths.ts'

const OF_ONE = new RegExp(`^${paths.applications}([^/?#]+)/rules(?:\\?[^#]*)?$`)
const OF_ALL = new RegExp(`^${paths.rules}(?:\\?[^#]*)?$`)

/** The page of rules that a form came from: another address leads nowhere from here. */
export function backOf(form: Form): string {
  const back = textOf(form, 'back')
  return OF_ONE.test(back) || OF_ALL.test(back) ? back : paths.rules
}

/** The application whose page that is. */
export function ownerOf(back: string): string | undefined {
  const [, clientId] = OF_ONE.exec(back) ?? []
  return clientId === undefined ? undefined : decodedPart(clientId)
}

/** A part of an address; as it is, when nothing was encoded so. */
export function decodedPart(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
