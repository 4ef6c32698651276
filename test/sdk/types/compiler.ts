import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
const tsc = join(root, 'node_modules/typescript/bin/tsc')

/** What the compiler says of a line; `undefined` when it compiles. */
export type Verdict = string | undefined

export interface Program {
  /** Before the lines: imports and declarations, which must compile. */
  readonly before: string
  /** One statement each. */
  readonly lines: readonly string[]
  /** Other files beside it, by name. */
  readonly beside?: Readonly<Record<string, string>>
}

/** Compiles a program as its user would, and tells what the compiler says of each of its lines. */
export async function compile({ before, lines, beside = {} }: Program): Promise<Verdict[]> {
  const output = await diagnostics({
    ...beside,
    'program.ts': [before, ...lines.map((line) => `;${line}`)].join('\n'),
  })
  const first = before.split('\n').length + 1
  const said = messages(output)
  const elsewhere = said.filter(({ file, line }) => file !== 'program.ts' || line < first)
  if (elsewhere.length > 0) throw new Error(elsewhere.map(({ text }) => text).join('\n'))
  return lines.map(
    (_, index) =>
      said
        .filter(({ line }) => line === first + index)
        .map(({ text }) => text)
        .join('\n') || undefined,
  )
}

/** The compiler's output for these files, beside each other in a folder of the project, where its packages are found. */
async function diagnostics(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = mkdtempSync(join(import.meta.dirname, '.run-'))
  try {
    const configuration = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { types: ['node'] },
      include: ['**/*.ts'],
      exclude: [],
    }
    for (const [name, text] of Object.entries({ ...files, 'tsconfig.json': JSON.stringify(configuration) })) {
      const file = join(folder, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function run(folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [tsc, '--noEmit', '-p', '.'], { cwd: folder }, (error, stdout, stderr) => {
      // 2 is what it ends with when a program does not compile.
      if (error && error.code !== 2 && error.code !== 1) reject(new Error(`${error.message}\n${stderr}`))
      else resolve(stdout)
    })
  })
}

/** An error begins at the margin; what explains it is indented. */
function messages(output: string): { file: string; line: number; text: string }[] {
  return [...output.matchAll(/^(\S+?)\((\d+),\d+\): (error .*(?:\n .*)*)/gm)].map(
    ([, file = '', line, text = '']) => ({
      file,
      line: Number(line),
      text,
    }),
  )
}
