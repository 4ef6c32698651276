import { paths } from '../../../gateway/src/pages/paths.ts'
import type { Ledger } from './ledger.ts'
import type { Person } from './people.ts'
import { isDone, pick, type Scene } from './scene.ts'

const NEW = `${paths.apiTokens}new`
const REPORTS = 'https://found.example/'

/** One API token from its creation over rotations to its end. */
export async function liveToken({ owner, ledger, random }: Scene): Promise<void> {
  const phid = await make(owner, ledger)
  if (!phid) return
  const rotations = Math.floor(random() * 4)
  for (let number = 0; number < rotations; number++) {
    await rotate(owner, ledger, { phid, overlap: pick(random, [0, 10, 60, 1440]) })
  }
  await end({ owner, ledger, random }, phid)
}

/** Tokens of somebody who has no others, all of which are revoked at once. */
export async function liveCrowd(owner: Person, ledger: Ledger): Promise<void> {
  const phids = [await make(owner, ledger), await make(owner, ledger), await make(owner, ledger)]
  const hidden = await owner.open(paths.apiTokens)
  await ledger.attempt('revoke all tokens', async (name) => {
    ledger.crowds.set(
      name,
      phids.filter((phid) => phid !== undefined),
    )
    return isDone(await owner.send(`${paths.apiTokens}revoke-all`, hidden, []))
  })
}

async function make(owner: Person, ledger: Ledger): Promise<string | undefined> {
  const hidden = await owner.open(NEW)
  const made = await ledger.attempt('make a token', async (name) => {
    const fields = { name, rights: 'all', kind: 'api', expires: '90' }
    return shown(name, await owner.send(NEW, hidden, Object.entries(fields)))
  })
  if (made) ledger.tokenSecrets.set(made.phid, [made])
  return made?.phid
}

async function rotate(
  owner: Person,
  ledger: Ledger,
  { phid, overlap }: { readonly phid: string; readonly overlap: number },
): Promise<void> {
  const page = `${paths.apiTokens}${phid}/`
  const hidden = await owner.open(page)
  const made = await ledger.attempt('rotate a token', async (name) => {
    const fields = { overlap: String(overlap), reason: name }
    return shown(name, await owner.send(`${page}rotate`, hidden, Object.entries(fields)))
  })
  if (made) ledger.tokenSecrets.get(phid)?.push(made)
}

async function end({ owner, ledger, random }: Omit<Scene, 'admin'>, phid: string): Promise<void> {
  const page = `${paths.apiTokens}${phid}/`
  const hidden = await owner.open(page)
  const onPage = (action: string) => async (name: string) =>
    isDone(await owner.send(`${page}${action}`, hidden, [['reason', name]]))
  const way = pick(random, ['revoke', 'token.edit', 'dispose', 'report', 'stay'])
  if (way === 'revoke') await ledger.attempt('revoke a token', onPage('revoke'))
  if (way === 'token.edit') {
    await ledger.attempt('revoke a token', (name) =>
      owner.call('token.edit', { objectIdentifier: phid, transactions: [{ type: 'revoke', value: name }] }),
    )
  }
  if (way === 'report') {
    await ledger.attempt('report a token', async (name) => {
      const token = ledger.tokenSecrets.get(phid)?.at(-1)?.secret
      const url = `${REPORTS}${encodeURIComponent(name)}`
      return owner.post('/tokens/reported', [{ token, url, source: 'content' }])
    })
  }
  if (way === 'dispose' || (way !== 'stay' && random() < 0.5)) {
    await ledger.attempt('dispose of a token', onPage('dispose'))
  }
}

/** The action that reported a token, by the address at which it says to have found it. */
export function reporterOf(url: unknown): string | undefined {
  return typeof url === 'string' && url.startsWith(REPORTS)
    ? decodeURIComponent(url.slice(REPORTS.length))
    : undefined
}

function shown(name: string, html: string) {
  const [, secret] = /aria-label="API token">([^<]+)</.exec(html) ?? []
  const [phid = ''] = /PHID-CTKN-[a-z2-7]{20}/.exec(html) ?? []
  return secret ? { name, phid, secret } : undefined
}
