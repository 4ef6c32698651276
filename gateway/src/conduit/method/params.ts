/** The parameters that every `*.search` method of Phorge has. */
export const searchParams = {
  queryKey: 'optional string',
  constraints: 'optional map<string, wild>',
  attachments: 'optional map<string, bool>',
  order: 'optional order',
  before: 'optional string',
  after: 'optional string',
  limit: 'optional int (default = 100)',
} as const

/** The parameters that every `*.edit` method of Phorge has. */
export const editParams = {
  transactions: 'list<map<string, wild>>',
  objectIdentifier: 'optional id|phid|string',
} as const
