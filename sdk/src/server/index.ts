export type { SignInOutcome } from './return-to.ts'
export { createSignIn, type Session, type SignIn, type SignInOptions } from './sign-in.ts'
