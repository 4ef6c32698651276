/** Which thing of yours a task is about. */
export interface TaskKey {
  /** What your keys are unique in: the name of a site or a program. @default '' */
  readonly collection?: string | undefined
  /** What tells this thing from all others of the collection: `checkout#1f3a`. Any text. */
  readonly key: string
}

/** Two words that say in a description which key a task belongs to, without saying the key itself. */
export interface TaskMarker {
  /** The same for all keys of a collection: `conduitset` and 20 letters and digits. */
  readonly set: string
  /** `conduitkey` and 20 letters and digits. */
  readonly key: string
}

/** 100 bits: enough that no two keys share a word, and short enough that nobody minds the line. */
const LENGTH = 20

/**
 * A line of its own, in Remarkup's monospace, so that it is shown as it is and nothing in it is taken for a link. Wherever
 * it stands: people write below it.
 */
const LINE = /^`(conduitset[a-z2-7]{20}) (conduitkey[a-z2-7]{20})`\s*$/gm

/**
 * One word each, lower-case and without punctuation, because Phorge's full text cuts at everything else and stems what
 * looks like English. A digest, because a key may hold what not everybody who sees the task is to read.
 */
export async function markerOf({ collection = '', key }: TaskKey): Promise<TaskMarker> {
  const [set, own] = await Promise.all([wordOf([collection]), wordOf([collection, key])])
  return { set: `conduitset${set}`, key: `conduitkey${own}` }
}

/** The markers in a description. More than one when a task stands for several keys. */
export function markersIn(description: string): TaskMarker[] {
  return Array.from(description.matchAll(LINE), ([, set = '', key = '']) => ({ set, key }))
}

/** A description with this marker as its last line. */
export function withMarker(description: string, { set, key }: TaskMarker): string {
  const line = `\`${set} ${key}\``
  const text = description.trimEnd()
  return text === '' ? line : `${text}\n\n${line}`
}

/** A description as people want to read it. */
export function withoutMarkers(description: string): string {
  return description.replace(LINE, '').trimEnd()
}

/** 100 bits of a SHA-256, in the letters of base32 (RFC 4648). */
export async function wordOf(content: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(content))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest.subarray(0, LENGTH), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte & 31]).join(
    '',
  )
}
