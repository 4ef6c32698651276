import type { Account } from '../../backend.ts'
import { newPhid } from '../phid.ts'
import type { Store } from '../store.ts'
import { hashPassword, passwordMatches } from './passwords.ts'

export interface NewAccount {
  /** Letters, digits, `.`, `-` and `_`; unique whatever the case. */
  readonly userName: string
  readonly realName: string
  /** Without one the account cannot sign in. At least 8 characters. */
  readonly password?: string | undefined
  /** @default `<userName>@localhost` */
  readonly email?: string | undefined
  readonly isAdministrator?: boolean | undefined
  readonly isBot?: boolean | undefined
  readonly isMailingList?: boolean | undefined
  /** Of an account that was known by it before. @default a new one */
  readonly phid?: string | undefined
}

export interface UserRow {
  readonly id: number
  readonly phid: string
  readonly user_name: string
  readonly real_name: string
  readonly email: string
  readonly is_administrator: number
  readonly is_bot: number
  readonly is_mailing_list: number
  readonly is_disabled: number
  readonly password: string | null
  readonly created_at: number
  readonly updated_at: number
}

export class Accounts {
  readonly #store: Store
  readonly #now: () => number

  constructor(store: Store, now: () => number) {
    this.#store = store
    this.#now = now
  }

  /** @throws {Error} when the name is taken or malformed, or the password is too short. */
  async create(account: NewAccount): Promise<Account> {
    const { userName, realName, password } = account
    if (!/^[a-zA-Z0-9._-]{1,64}$/.test(userName) || /[.-]$/.test(userName)) {
      throw new Error('A user name has letters, digits, ".", "-" and "_", and ends in none of the first two.')
    }
    if (this.rowByName(userName)) throw new Error(`The user name "${userName}" is taken.`)
    return this.insert(account, password === undefined ? null : await hashed(password), realName)
  }

  /** Inserts an account whose password is hashed already (or `null`). */
  insert(account: NewAccount, password: string | null, realName = account.realName): Account {
    const { userName, email = `${userName}@localhost`, phid = newPhid('USER') } = account
    const now = this.#now()
    this.#store.run(
      `INSERT INTO users (phid, user_name, real_name, email, is_administrator, is_bot, is_mailing_list,
         is_disabled, password, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)`,
      phid,
      userName,
      realName,
      email,
      Number(account.isAdministrator ?? false),
      Number(account.isBot ?? false),
      Number(account.isMailingList ?? false),
      password,
      now,
      now,
    )
    return asAccount(this.#store.get<UserRow>('SELECT * FROM users WHERE phid = ?', phid) as UserRow)
  }

  async setPassword(phid: string, password: string): Promise<void> {
    this.#update(phid, 'password', await hashed(password))
  }

  setDisabled(phid: string, disabled: boolean): void {
    this.#update(phid, 'is_disabled', Number(disabled))
  }

  byPhid(phid: string): Account | undefined {
    const row = this.rowByPhid(phid)
    return row && asAccount(row)
  }

  byName(userName: string): Account | undefined {
    const row = this.rowByName(userName)
    return row && asAccount(row)
  }

  rowByPhid(phid: string): UserRow | undefined {
    return this.#store.get<UserRow>('SELECT * FROM users WHERE phid = ?', phid)
  }

  rowByName(userName: string): UserRow | undefined {
    return this.#store.get<UserRow>('SELECT * FROM users WHERE user_name = ?', userName)
  }

  /** The account, if this is its password and it may sign in. As slow for an unknown name as for a known one. */
  async verify(userName: string, password: string): Promise<Account | undefined> {
    const row = this.rowByName(userName)
    const matches = await passwordMatches(password, row?.password ?? null)
    if (!row || !matches) return undefined
    const account = asAccount(row)
    return account.isDisabled || row.is_bot ? undefined : account
  }

  #update(phid: string, column: 'password' | 'is_disabled', value: string | number): void {
    if (!this.rowByPhid(phid)) throw new Error(`There is no account ${phid}.`)
    this.#store.run(`UPDATE users SET ${column} = ?, updated_at = ? WHERE phid = ?`, value, this.#now(), phid)
  }
}

function hashed(password: string): Promise<string> {
  if ([...password].length < 8) throw new Error('A password has at least 8 characters.')
  return hashPassword(password)
}

function asAccount(row: UserRow): Account {
  return {
    phid: row.phid,
    userName: row.user_name,
    realName: row.real_name,
    isAdministrator: row.is_administrator === 1,
    isDisabled: row.is_disabled === 1 || row.is_mailing_list === 1,
  }
}
