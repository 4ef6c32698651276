import type { Session } from './sign-in-interface.ts'
import type { Site } from './site.ts'

/** Who is signed in: the cookie says so and the tokens are still there. */
export async function session<User>(
  { sessions, store, credential }: Site<User>,
  request: Request,
  returnTo?: string,
): Promise<Session<User> | undefined> {
  const found = await sessions.read(request)
  if (!found || !(await store.get(found.key))) return undefined
  return { key: found.key, credential: credential(found.key, returnTo), user: found.user as User }
}
