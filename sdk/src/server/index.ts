export type { SignInOutcome } from './return-to.ts'
export { createSignIn } from './sign-in.ts'
export type { Session, SignIn, SignInOptions } from './sign-in-interface.ts'
