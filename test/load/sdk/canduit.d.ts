declare module 'canduit' {
  interface Canduit {
    exec(method: string, params: object, done: (error: Error | null, result: unknown) => void): void
  }
  export default function createCanduit(
    options: { readonly api: string; readonly token: string },
    done: (error: Error | null) => void,
  ): Canduit
}
