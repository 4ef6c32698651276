/** Values kept until this tab is closed: they outlive a trip to another site. */
const PREFIX = 'error-viewer:'

export function readTab<T>(name: string): T | undefined {
  try {
    const text = sessionStorage.getItem(PREFIX + name)
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

/** `undefined` removes the value. */
export function writeTab(name: string, value: unknown): void {
  try {
    if (value === undefined) sessionStorage.removeItem(PREFIX + name)
    else sessionStorage.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    // Storage may be full or forbidden: what is kept then lives as long as the page.
  }
}
