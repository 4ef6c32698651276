import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sizeOf } from './measure.ts'

/** A client library of another service: its size as measured, and the program that measures it. */
export interface Peer {
  readonly name: string
  readonly version: string
  /** KiB of this version, by `npm run size -- --peers`. */
  readonly size: number
  readonly code: string
}

/** Measured in November 2026 in the same way as the SDK: a client that is made and exported. */
export const peers: readonly Peer[] = [
  peer(
    '@octokit/core',
    '7.0.8',
    7.4,
    "import { Octokit } from '@octokit/core'; export const it = new Octokit()",
  ),
  peer(
    '@octokit/auth-oauth-user',
    '6.0.4',
    7.7,
    "import { createOAuthUserAuth } from '@octokit/auth-oauth-user'; export const it = createOAuthUserAuth",
  ),
  peer('stripe', '23.1.0', 31.5, "import Stripe from 'stripe'; export const it = new Stripe(location.hash)"),
  peer('octokit', '5.0.5', 41.6, "import { Octokit } from 'octokit'; export const it = new Octokit()"),
  peer(
    '@anthropic-ai/sdk',
    '1.14.0',
    82.9,
    "import Anthropic from '@anthropic-ai/sdk'; export const it = new Anthropic()",
  ),
  peer(
    '@linear/sdk',
    '98.0.0',
    139.1,
    "import { LinearClient } from '@linear/sdk'; export const it = new LinearClient({ apiKey: location.hash })",
  ),
]

function peer(name: string, version: string, size: number, code: string): Peer {
  return { name, version, size, code }
}

/** Installs the newest release of every peer into a folder of its own and measures it. */
export async function measurePeers(folder: string): Promise<Peer[]> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const names = peers.map(({ name }) => `${name}@latest`)
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...names], {
    cwd: folder,
    stdio: 'inherit',
  })
  const measured: Peer[] = []
  for (const { name, code } of peers) {
    measured.push(peer(name, installedVersion(folder, name), await sizeOf(code, folder), code))
  }
  return measured
}

function installedVersion(folder: string, name: string): string {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version
}
