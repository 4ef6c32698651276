/**
 * How fast a real Phorge (master, August 2026; PHP 8.2, MariaDB 10.11) answered on two cores over loopback: calls per
 * second one after the other (1000 / median milliseconds) and with eight connections. Printed beside our own figures.
 */
export const phorgePerSecond: Readonly<Record<string, readonly [one: number, eight: number]>> = {
  'conduit.ping': [1000 / 14, 208],
  'user.whoami': [1000 / 18, 107],
  'maniphest.search, limit 1': [1000 / 23, 97],
  'maniphest.search, limit 100, three attachments': [1000 / 48, 51],
  'maniphest.edit, create': [1000 / 53, 22],
}
