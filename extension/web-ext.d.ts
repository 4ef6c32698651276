/** The part of web-ext that is used here; it comes without types. */
declare module 'web-ext' {
  interface Build {
    readonly sourceDir: string
    readonly artifactsDir: string
    readonly filename: string
    readonly overwriteDest: boolean
  }
  interface Lint {
    readonly sourceDir: string
    readonly output: 'text' | 'json'
    readonly warningsAsErrors?: boolean
    readonly selfHosted?: boolean
  }
  export const cmd: {
    build(params: Build, options: { shouldExitProgram: boolean }): Promise<{ extensionPath: string }>
    lint(
      params: Lint,
      options: { shouldExitProgram: boolean },
    ): Promise<{ errors: unknown[]; warnings: unknown[] }>
  }
}
