import type { Config } from '../config.ts'
import { type KeySource, keySource } from '../keys/key-source.ts'

/** Where the keys of the vault come from. @throws {ConfigError} */
export function vaultKeySource({
  vaultKeys,
  vaultKeyFile,
  vaultKeyCommand,
  dataDirectory,
}: Config): KeySource {
  return keySource({
    purpose: 'the vault',
    keys: ['vaultKeys', vaultKeys],
    file: ['vaultKeyFile', vaultKeyFile],
    command: ['vaultKeyCommand', vaultKeyCommand],
    dataDirectory,
    fallback: 'vault-keys',
  })
}
