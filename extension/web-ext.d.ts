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
    readonly output: 'text' | 'json' | 'none'
    readonly warningsAsErrors?: boolean
    readonly selfHosted?: boolean
  }
  /** What the linter says about one place. */
  export interface Finding {
    readonly code: string
    readonly message: string
    readonly file: string
    readonly line?: number
    readonly column?: number
  }
  export const cmd: {
    build(params: Build, options: { shouldExitProgram: boolean }): Promise<{ extensionPath: string }>
    lint(
      params: Lint,
      options: { shouldExitProgram: boolean },
    ): Promise<{ errors: Finding[]; warnings: Finding[] }>
  }
}
