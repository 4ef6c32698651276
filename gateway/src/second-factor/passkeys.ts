import { isIP } from 'node:net'
import type { Account } from '../backends/backend.ts'
import type { Config } from '../config.ts'
import type { Passkey, PasskeyCredential } from './factors.ts'

/** It takes a seventh of a second to load: a gateway that was killed is back sooner without it. */
const webAuthn = () => import('@simplewebauthn/server')

/** EdDSA, ES256 and RS256 (COSE), which all passkeys there are can do one of. */
const ALGORITHMS = [-8, -7, -257]

/** Of a ceremony (WebAuthn): what the browser is given, and the challenge in it. */
export interface Ceremony {
  /** JSON, for `PublicKeyCredential.parse…OptionsFromJSON`. */
  readonly options: string
  readonly challenge: string
}

/** WebAuthn knows hosts by their names, and wants TLS everywhere but on the machine itself. */
export function canHavePasskeys({ publicUrl }: Pick<Config, 'publicUrl'>): boolean {
  const { protocol, hostname } = new URL(publicUrl)
  if (isIP(hostname) !== 0 || hostname.startsWith('[')) return false
  return protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost')
}

export async function registrationCeremony(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  { phid, userName, realName }: Account,
  known: readonly Passkey[],
): Promise<Ceremony> {
  const options = await (await webAuthn()).generateRegistrationOptions({
    rpName: 'Conduit gateway',
    rpID: new URL(publicUrl).hostname,
    userID: new Uint8Array(Buffer.from(phid)),
    userName,
    userDisplayName: realName || userName,
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: known.map(descriptorOf),
    // It is found by its identifier: a security key need not spend one of its few places on it.
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'preferred' },
  })
  return { options: JSON.stringify(options), challenge: options.challenge }
}

export async function authenticationCeremony(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  known: readonly Passkey[],
): Promise<Ceremony> {
  const options = await (await webAuthn()).generateAuthenticationOptions({
    rpID: new URL(publicUrl).hostname,
    allowCredentials: known.map(descriptorOf),
    userVerification: 'preferred',
  })
  return { options: JSON.stringify(options), challenge: options.challenge }
}

/** The new passkey; `undefined` when the answer is none to this challenge, at this address. */
export async function registeredPasskey(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  answer: string,
  challenge: string,
): Promise<PasskeyCredential | undefined> {
  try {
    const { registrationInfo } = await (await webAuthn()).verifyRegistrationResponse({
      response: JSON.parse(answer),
      supportedAlgorithmIDs: ALGORITHMS,
      ...expected(publicUrl, challenge),
    })
    if (!registrationInfo) return undefined
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential
    return { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports }
  } catch {
    // What a browser sent could not be read, or was not signed as it should be: the library throws for both.
    return undefined
  }
}

/** Which of these passkeys has answered, and how often it has signed; `undefined` when none has. */
export async function provedPasskey(
  { publicUrl }: Pick<Config, 'publicUrl'>,
  answer: string,
  challenge: string,
  known: readonly Passkey[],
): Promise<{ readonly passkey: Passkey; readonly counter: number } | undefined> {
  try {
    const response = JSON.parse(answer)
    const passkey = known.find(({ credential }) => credential.id === response?.id)
    if (!passkey) return undefined
    const { id, publicKey, counter, transports } = passkey.credential
    const { verified, authenticationInfo } = await (await webAuthn()).verifyAuthenticationResponse({
      response,
      credential: {
        id,
        publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
        counter,
        transports: [...transports],
      },
      ...expected(publicUrl, challenge),
    })
    return verified ? { passkey, counter: authenticationInfo.newCounter } : undefined
  } catch {
    return undefined
  }
}

/** That somebody touched it is enough: who they are the sign-in has said. */
function expected(publicUrl: string, challenge: string) {
  const { origin, hostname } = new URL(publicUrl)
  return {
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: hostname,
    requireUserVerification: false,
  }
}

function descriptorOf({ credential: { id, transports } }: Passkey) {
  return { id, transports: [...transports] }
}
