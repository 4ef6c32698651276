import type {
  Change,
  CommentChange,
  MfaChange,
  PolicyChange,
  ProjectChange,
  SubscriberChange,
} from './changes.ts'
import type {
  ByAgeOrRelevance,
  FulltextConstraint,
  ObjectConstraints,
  Optional,
  ProjectConstraint,
  SubscriberConstraint,
} from './constraints.ts'
import type { EditMethod, SearchMethod } from './method.ts'
import type {
  FoundObject,
  ObjectFields,
  Policy,
  ProjectsAttachment,
  SubscribersAttachment,
} from './object.ts'
import type { EpochSeconds, Phid } from './values.ts'

/** A blog as `phame.blog.search` gives it: `PhameBlog`. */
export interface PhameBlog
  extends FoundObject<
    'BLOG',
    ObjectFields & { name: string; description: string; status: 'active' | 'archived' },
    SubscribersAttachment & ProjectsAttachment
  > {}

/** `PhameBlogSearchEngine` */
export interface PhameBlogConstraints
  extends ObjectConstraints<'BLOG'>,
    SubscriberConstraint,
    ProjectConstraint,
    FulltextConstraint,
    Optional<{ statuses: 'active' | 'archived' }> {}

/** `PhameBlogEditEngine` */
export type PhameBlogTransaction =
  | Change<'name' | 'subtitle' | 'description' | 'domainFullURI' | 'parentSite' | 'parentDomain', string>
  | Change<'status', 'active' | 'archived'>
  | Change<'interact', Policy>
  | PolicyChange
  | ProjectChange
  | SubscriberChange
  | MfaChange

/** A post as `phame.post.search` gives it: `PhamePost`. */
export interface PhamePost
  extends FoundObject<
    'POST',
    ObjectFields & {
      title: string
      slug: string
      blogPHID: Phid<'BLOG'>
      authorPHID: Phid<'USER'>
      /** Remarkup. */
      body: string
      /** `null` for drafts and archived posts. */
      datePublished: EpochSeconds | null
    },
    SubscribersAttachment & ProjectsAttachment
  > {}

/** `PhamePostSearchEngine` */
export interface PhamePostConstraints
  extends ObjectConstraints<'POST'>,
    SubscriberConstraint,
    ProjectConstraint,
    FulltextConstraint,
    Optional<{
      /** `0` draft, `1` published, `2` archived. */
      visibility: readonly ('0' | '1' | '2')[]
      blogPHIDs: readonly string[]
    }> {}

/** `PhamePostEditEngine`. A new post needs `blog`. */
export type PhamePostTransaction =
  | Change<'blog', Phid<'BLOG'>>
  | Change<'title' | 'subtitle' | 'body', string>
  /** `0` draft, `1` published, `2` archived. */
  | Change<'visibility', '0' | '1' | '2'>
  | Change<'interact', Policy>
  | ProjectChange
  | SubscriberChange
  | CommentChange
  | MfaChange

/** The methods of Phame. */
export interface PhameMethods {
  readonly blog: {
    /** Finds blogs. */
    readonly search: SearchMethod<PhameBlogConstraints, PhameBlog, ByAgeOrRelevance>
    /** Changes a blog, or makes one. */
    readonly edit: EditMethod<'BLOG', PhameBlogTransaction>
  }
  readonly post: {
    /** Finds posts of blogs. */
    readonly search: SearchMethod<PhamePostConstraints, PhamePost, ByAgeOrRelevance | 'datePublished'>
    /** Changes a post, or makes one. */
    readonly edit: EditMethod<'POST', PhamePostTransaction>
  }
}
