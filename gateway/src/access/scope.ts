/**
 * A scope: a Conduit method name (`maniphest.search`), or a method and one aspect of it (`maniphest.edit:status`).
 * The aspects of an `*.edit` method are `create` and each of its transaction types.
 */
export type Scope = string & { readonly __scope: true }
