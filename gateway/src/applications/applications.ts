import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { EVERYWHERE } from '../addresses/ranges.ts'
import type { ApplicationTable } from '../database/schema.ts'
import type { Gateway } from '../gateway.ts'
import { newGatewayPhid } from '../phid.ts'
import { digest, randomSecret } from '../secrets.ts'
import { type Application, fromRow } from './application.ts'
import { nextVersion } from './versions.ts'

export type { Application } from './application.ts'

/** What can be set of an application, apart from its stage. */
type Settable = Omit<
  Application,
  'id' | 'phid' | 'clientId' | 'stage' | 'oldSecretUntil' | 'changeToken' | 'createdAt' | 'updatedAt'
>

export type NewApplication = Pick<Application, 'name' | 'kind' | 'redirectUris' | 'createdBy'> &
  Partial<Settable> & {
    /** @default 'approved' */
    readonly stage?: Application['stage']
    /** Version of the terms that were accepted. */
    readonly terms?: string | undefined
    /** This and the secret: of one that was registered before. @default new ones */
    readonly clientId?: string | undefined
    readonly clientSecret?: string | undefined
  }

/**
 * Writes an application down, without asking whether it should be there: `proposeApplication` does. The secret of a
 * confidential one is returned here once and stored as a digest only.
 */
export async function createApplication(
  gateway: Gateway,
  { clientId = `app-${randomUUID()}`, ...fields }: NewApplication,
): Promise<{ application: Application; clientSecret: string | undefined }> {
  const { clientSecret = randomSecret(), version = await followingVersion(gateway, fields) } = fields
  const isConfidential = fields.kind === 'confidential'
  const now = gateway.now()
  const row = await gateway.database
    .insertInto('applications')
    .values({
      ...(columnsOf({ ...plain, ...fields, version }) as Columns),
      client_id: clientId,
      id: sql<number>`(select coalesce(max(id), 0) + 1 from applications)`,
      phid: newGatewayPhid('OASC'),
      stage: fields.stage ?? 'approved',
      secret_digest: isConfidential ? digest(clientSecret) : null,
      terms: fields.terms ?? null,
      change_token: 0,
      seen_by_owner: 0,
      created_at: now,
      updated_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { application: fromRow(row), clientSecret: isConfidential ? clientSecret : undefined }
}

const plain = {
  description: '',
  ownerOnly: false,
  grantTypes: ['authorization_code', 'refresh_token'],
  callbackIsPrefix: false,
  origins: [],
  phorgeCompatible: false,
  requestedScopes: [],
  addressRanges: EVERYWHERE,
} as const satisfies Partial<Settable>

async function followingVersion(
  gateway: Gateway,
  { name, createdBy }: Pick<NewApplication, 'name' | 'createdBy'>,
): Promise<string> {
  return nextVersion((await versionsOf(gateway, { name, createdBy })).map(({ version }) => version))
}

export async function findApplication(gateway: Gateway, clientId: string): Promise<Application | undefined> {
  const row = await gateway.database
    .selectFrom('applications')
    .selectAll()
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return row && fromRow(row)
}

/** All applications, by name. */
export async function listApplications(gateway: Gateway): Promise<Application[]> {
  const rows = await gateway.database.selectFrom('applications').selectAll().orderBy('name').execute()
  return rows.map(fromRow)
}

/** All versions of one name by one owner, the oldest first. */
export async function versionsOf(
  gateway: Gateway,
  { name, createdBy }: Pick<Application, 'name' | 'createdBy'>,
): Promise<Application[]> {
  const rows = await gateway.database
    .selectFrom('applications')
    .selectAll()
    .where('created_by', '=', createdBy)
    .where('name', '=', name)
    .orderBy('id')
    .execute()
  return rows.map(fromRow)
}

/** Changes columns of an application, without any question asked: `editApplication` and `decideProposal` do. */
export async function updateApplication(
  gateway: Gateway,
  clientId: string,
  { stage, ...changes }: Partial<Settable> & { readonly stage?: Application['stage'] },
): Promise<void> {
  await gateway.database
    .updateTable('applications')
    .set({ ...columnsOf(changes), ...(stage && { stage }), updated_at: gateway.now() })
    .where('client_id', '=', clientId)
    .execute()
}

/** Whether an application that can be used registered this origin. */
export async function hasOrigin(gateway: Gateway, origin: string): Promise<boolean> {
  const rows = await gateway.database
    .selectFrom('applications')
    .select('origins')
    .where('stage', '=', 'approved')
    .where('origins', '!=', '[]')
    .execute()
  return rows.some((row) => (JSON.parse(row.origins) as string[]).includes(origin))
}

type Columns = Pick<
  ApplicationTable,
  | 'name'
  | 'version'
  | 'description'
  | 'kind'
  | 'owner_only'
  | 'grant_types'
  | 'redirect_uris'
  | 'callback_is_prefix'
  | 'origins'
  | 'phorge_compatible'
  | 'requested_scopes'
  | 'contact'
  | 'address_ranges'
  | 'created_by'
>

/** The columns of those fields that are there. */
function columnsOf(fields: Partial<Settable>): Partial<Columns> {
  const columns: Record<keyof Columns, unknown> = {
    name: fields.name,
    version: fields.version,
    description: fields.description,
    kind: fields.kind,
    owner_only: fields.ownerOnly,
    grant_types: fields.grantTypes,
    redirect_uris: fields.redirectUris,
    callback_is_prefix: fields.callbackIsPrefix,
    origins: fields.origins,
    phorge_compatible: fields.phorgeCompatible,
    requested_scopes: fields.requestedScopes,
    contact: fields.contact,
    address_ranges: fields.addressRanges,
    created_by: fields.createdBy,
  }
  const given = Object.entries(columns).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([column, value]) => [column, inRow(value)]))
}

function inRow(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (Array.isArray(value)) return JSON.stringify(value)
  return value
}
