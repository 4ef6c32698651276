import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { ApplicationTable } from '../database/schema.ts'
import type { Gateway } from '../gateway.ts'
import { digest, randomSecret, sameSecret } from '../secrets.ts'

/** An OAuth client, as administrators see it. */
export interface Application {
  readonly clientId: string
  readonly name: string
  readonly description: string
  readonly kind: 'confidential' | 'public'
  readonly redirectUris: readonly string[]
  /** Origins whose pages may call `/api/` (CORS). */
  readonly origins: readonly string[]
  /** Written for Phorge's own OAuth server: no PKCE, no scope, extra query parameters in redirect_uri. */
  readonly phorgeCompatible: boolean
  readonly disabled: boolean
  /** PHID of the administrator. */
  readonly createdBy: string
  readonly createdAt: number
  readonly updatedAt: number
}

export type NewApplication = Pick<Application, 'name' | 'kind' | 'redirectUris' | 'createdBy'> &
  Partial<Pick<Application, 'description' | 'origins' | 'phorgeCompatible'>> & {
    /** This and the secret: of one that was registered before. @default new ones */
    readonly clientId?: string | undefined
    readonly clientSecret?: string | undefined
  }

/** Registers an application. The secret of a confidential one is returned here once and stored as a digest only. */
export async function createApplication(
  gateway: Gateway,
  { clientId = `app-${randomUUID()}`, ...fields }: NewApplication,
): Promise<{ application: Application; clientSecret: string | undefined }> {
  const { clientSecret = randomSecret() } = fields
  const isConfidential = fields.kind === 'confidential'
  const now = gateway.now()
  await gateway.database
    .insertInto('applications')
    .values({
      client_id: clientId,
      name: fields.name,
      description: fields.description ?? '',
      kind: fields.kind,
      secret_digest: isConfidential ? digest(clientSecret) : null,
      redirect_uris: JSON.stringify(fields.redirectUris),
      origins: JSON.stringify(fields.origins ?? []),
      phorge_compatible: fields.phorgeCompatible ? 1 : 0,
      disabled: 0,
      created_by: fields.createdBy,
      created_at: now,
      updated_at: now,
    })
    .execute()
  const application = await findApplication(gateway, clientId)
  if (!application) throw new Error('the application just created is not there')
  return { application, clientSecret: isConfidential ? clientSecret : undefined }
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

export async function updateApplication(
  gateway: Gateway,
  clientId: string,
  changes: Partial<
    Pick<Application, 'name' | 'description' | 'redirectUris' | 'origins' | 'phorgeCompatible' | 'disabled'>
  >,
): Promise<void> {
  await gateway.database
    .updateTable('applications')
    .set({
      ...(changes.name !== undefined && { name: changes.name }),
      ...(changes.description !== undefined && { description: changes.description }),
      ...(changes.redirectUris && { redirect_uris: JSON.stringify(changes.redirectUris) }),
      ...(changes.origins && { origins: JSON.stringify(changes.origins) }),
      ...(changes.phorgeCompatible !== undefined && { phorge_compatible: changes.phorgeCompatible ? 1 : 0 }),
      ...(changes.disabled !== undefined && { disabled: changes.disabled ? 1 : 0 }),
      updated_at: gateway.now(),
    })
    .where('client_id', '=', clientId)
    .execute()
}

/** Replaces the secret; the old one stops at once. */
export async function replaceClientSecret(gateway: Gateway, clientId: string): Promise<string> {
  const clientSecret = randomSecret()
  await gateway.database
    .updateTable('applications')
    .set({ secret_digest: digest(clientSecret), updated_at: gateway.now() })
    .where('client_id', '=', clientId)
    .where('kind', '=', 'confidential')
    .execute()
  return clientSecret
}

export async function isClientSecret(gateway: Gateway, clientId: string, secret: string): Promise<boolean> {
  const row = await gateway.database
    .selectFrom('applications')
    .select('secret_digest')
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return !!row?.secret_digest && sameSecret(row.secret_digest, digest(secret))
}

/** Whether an application that is not disabled registered this origin. */
export async function hasOrigin(gateway: Gateway, origin: string): Promise<boolean> {
  const rows = await gateway.database
    .selectFrom('applications')
    .select('origins')
    .where('disabled', '=', 0)
    .where('origins', '!=', '[]')
    .execute()
  return rows.some((row) => (JSON.parse(row.origins) as string[]).includes(origin))
}

function fromRow(row: Selectable<ApplicationTable>): Application {
  return {
    clientId: row.client_id,
    name: row.name,
    description: row.description,
    kind: row.kind,
    redirectUris: JSON.parse(row.redirect_uris),
    origins: JSON.parse(row.origins),
    phorgeCompatible: row.phorge_compatible === 1,
    disabled: row.disabled === 1,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
