const inspect = Symbol.for('nodejs.util.inspect.custom')

/**
 * Makes `console.log` and `util.inspect` show the names of an object's fields and not the values. JSON stays
 * complete, because stores write these objects as JSON.
 */
export function conceal<Secret extends object>(secret: Secret): Secret {
  const shown = Object.fromEntries(Object.keys(secret).map((key) => [key, '[hidden]']))
  return Object.defineProperty(secret, inspect, { value: () => shown, enumerable: false })
}
