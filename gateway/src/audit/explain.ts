import type { Break, Verification } from './verify.ts'

type Intact = Extract<Verification, { intact: true }>
type Broken = Extract<Verification, { intact: false }>

/** What a verification found, in words; the same on the page and at the command line. */
export function explainIntact({ rows, removed, expected }: Intact): string {
  const whole = rows === 1 ? 'One row was checked: it is' : `${rows} rows were checked: they are`
  const old = removed.id > 0 ? ` Rows up to ${removed.id} were removed because they were old.` : ''
  return `${whole} as the gateway wrote them.${old}${expected ? ` ${expectations[expected]}` : ''}`
}

export function explainBreak({ rows, broken }: Broken): string {
  const before = rows === 1 ? 'One row before that is' : `${rows} rows before that are`
  return `${breaks[broken.what](broken.id)} ${before} as the gateway wrote them.`
}

const expectations = {
  found: 'What you noted down is part of them.',
  removed: 'What you noted down is among the rows that were removed: note down the head of today.',
} satisfies Record<NonNullable<Intact['expected']>, string>

const breaks = {
  changed: (id) => `Row ${id} is not what the gateway wrote: it was changed or put in.`,
  missing: (id) => `Rows before row ${id} are missing.`,
  cut: (id) => `Row ${id} is missing, and so is all that came after it: the end was cut off.`,
  unexpected: (id) =>
    `Row ${id} is another one than you noted down: the log was written anew, or it is not this one.`,
} satisfies Record<Break['what'], (id: number) => string>
