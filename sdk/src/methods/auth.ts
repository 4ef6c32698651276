import * as z from 'zod/mini'
import { method, type NoParams, params } from './method.ts'

export const authMethods = {
  /** Ends the OAuth token that is used, and **all web sessions of the user**. */
  logout: method('auth.logout', params<NoParams>(), z.unknown(), { access: 'write' }),
}
