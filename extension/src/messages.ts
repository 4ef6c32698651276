import * as z from 'zod/mini'
import type { Answer } from './answer.ts'
import type { Found, Overview, ServerView, SignIn, SiteSettings } from './settings.ts'
import type { Chip, Draft, Named, TaskDetails, TaskSummary } from './tasks.ts'

/**
 * What content scripts and the extension's own pages may ask of the background: intents, never methods and never
 * tokens. This is the only contract between them. Content scripts import its types alone.
 */

const text = (longest: number) => z.string().check(z.maxLength(longest))
/** Of an error: names its task, also for others. */
const key = z.string().check(z.minLength(1), z.maxLength(400))
const comment = z.optional(text(20_000))
const names = z.array(text(200)).check(z.maxLength(50))
const kind = z.enum(['people', 'projects'])

/** What a page says of an error. All of it is data from a stranger. */
const error = z.strictObject({
  key,
  title: text(1000),
  description: z.optional(text(100_000)),
  link: z.optional(text(4000)),
  project: z.optional(text(200)),
})

export const newTask = z.strictObject({
  title: z.string().check(z.minLength(1), z.maxLength(255)),
  description: text(200_000),
  priority: z.optional(text(64)),
  owner: z.optional(text(128)),
  projects: names,
  subscribers: names,
})

/** From a page that shows errors: about an error of that page, and the server that the user chose for it. */
export const siteIntent = z.discriminatedUnion('intent', [
  z.strictObject({ intent: z.literal('errors-seen'), keys: z.array(key).check(z.maxLength(1000)) }),
  z.strictObject({ intent: z.literal('load-card') }),
  z.strictObject({ intent: z.literal('task'), key }),
  z.strictObject({ intent: z.literal('draft'), error }),
  z.strictObject({ intent: z.literal('create'), key, task: newTask }),
  z.strictObject({ intent: z.literal('close'), key, status: z.optional(text(64)), comment }),
  z.strictObject({ intent: z.literal('reopen'), key, comment }),
  z.strictObject({ intent: z.literal('comment'), key, comment: text(20_000) }),
  z.strictObject({ intent: z.literal('assign-to-me'), key }),
  z.strictObject({ intent: z.literal('link'), key, reference: text(2000) }),
  z.strictObject({ intent: z.literal('unlink'), key }),
  z.strictObject({ intent: z.literal('similar'), words: text(1000) }),
  z.strictObject({ intent: z.literal('typeahead'), kind, words: text(200) }),
  z.strictObject({ intent: z.literal('sign-in'), scopes: names }),
])

const url = z.string().check(z.maxLength(2000), z.regex(/^https?:\/\//))

export const signIn = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('browser-session') }),
  z.strictObject({
    method: z.literal('oauth'),
    clientId: z.string().check(z.minLength(1), z.maxLength(200)),
  }),
  z.strictObject({ method: z.literal('api-token') }),
])

export const siteSettings = z.strictObject({
  origin: url,
  server: url,
  collection: z.string().check(z.minLength(1), z.maxLength(200)),
  template: text(20_000),
  projects: z.array(text(200)).check(z.maxLength(20)),
  priority: text(64),
})

/** From the extension's own pages. */
export const pageIntent = z.discriminatedUnion('intent', [
  z.strictObject({ intent: z.literal('overview') }),
  z.strictObject({ intent: z.literal('probe'), url }),
  z.strictObject({ intent: z.literal('add-server'), url, signIn, token: z.optional(text(64)) }),
  z.strictObject({ intent: z.literal('remove-server'), url }),
  z.strictObject({ intent: z.literal('who-am-i'), url }),
  z.strictObject({ intent: z.literal('sign-in-to'), url, scopes: names }),
  z.strictObject({ intent: z.literal('sign-out'), url }),
  z.strictObject({ intent: z.literal('save-site'), site: siteSettings }),
  z.strictObject({ intent: z.literal('save-site-once-permitted'), site: siteSettings }),
  z.strictObject({ intent: z.literal('remove-site'), origin: url }),
  z.strictObject({ intent: z.literal('chips'), origin: url, keys: z.array(key).check(z.maxLength(1000)) }),
  z.strictObject({ intent: z.literal('choices'), server: url }),
  z.strictObject({ intent: z.literal('find-names'), server: url, kind, words: text(200) }),
  z.strictObject({
    intent: z.literal('create-from-page'),
    server: url,
    /** Of this draft: pressed twice it is created once. */
    key,
    task: newTask,
    /** A picture of what this tab shows, as `data:image/png;base64,…`. */
    picture: z.optional(z.string().check(z.maxLength(20_000_000), z.regex(/^data:image\/png;base64,/))),
  }),
  z.strictObject({ intent: z.literal('export') }),
  z.strictObject({ intent: z.literal('import'), text: text(1_000_000) }),
])

export type NewTask = z.infer<typeof newTask>
export type PageError = z.infer<typeof error>
export type SiteIntent = z.infer<typeof siteIntent>
export type PageIntent = z.infer<typeof pageIntent>
export type Intent = SiteIntent | PageIntent

/** What each intent is answered with, when it is not a failure. */
export interface Answers {
  /** In the order of the keys. */
  'errors-seen': readonly Chip[]
  'load-card': null
  task: TaskDetails
  draft: Draft
  create: Chip
  close: Chip
  reopen: Chip
  comment: Chip
  'assign-to-me': Chip
  link: { readonly linked: Chip } | { readonly choices: readonly TaskSummary[] }
  unlink: Chip
  similar: readonly TaskSummary[]
  typeahead: readonly Named[]
  'sign-in': null
  overview: Overview
  probe: Found
  'add-server': ServerView
  'remove-server': null
  'who-am-i': ServerView
  'sign-in-to': ServerView
  'sign-out': null
  'save-site': SiteSettings
  'save-site-once-permitted': null
  'remove-site': null
  chips: readonly Chip[]
  choices: Pick<Draft, 'priorities' | 'author'>
  'find-names': readonly Named[]
  'create-from-page': TaskSummary
  export: string
  import: null
}

export type AnswerTo<Asked extends Intent> = Answer<Answers[Asked['intent']]>

/** From the background to the content scripts of a site: these errors have another state now. */
export interface ChipsChanged {
  readonly event: 'chips-changed'
  readonly origin: string
  readonly chips: readonly { readonly key: string; readonly chip: Chip }[]
}

/** From the popup to the content script of its tab. */
export interface ListErrors {
  readonly event: 'list-errors'
}

export type { SignIn }
