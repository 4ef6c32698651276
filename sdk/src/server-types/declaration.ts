/** A text as TypeScript writes it. */
export function literal(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}

/** A name as TypeScript writes it where a member is declared. */
export function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
}

/** An interface in the block of a module. */
export function interfaceOf(name: string, members: readonly string[]): string {
  return [`  interface ${name} {`, ...members.map((member) => `    ${member}`), '  }'].join('\n')
}

/** By code points, which no language setting changes. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
