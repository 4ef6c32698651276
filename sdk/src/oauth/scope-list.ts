/** By spaces, as RFC 6749 has it, or by commas, as Phorge's clients write. */
export function parseScopes(scope: string): string[] {
  return scope.split(/[\s,]+/).filter(Boolean)
}

/** RFC 6749, section 3.3, less the comma, which Phorge's clients use as a separator. */
export function isScope(scope: string): boolean {
  return /^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]+$/.test(scope)
}

export function union(granted: readonly string[] = [], missing: readonly string[] = []): string[] {
  return [...new Set([...granted, ...missing])]
}
