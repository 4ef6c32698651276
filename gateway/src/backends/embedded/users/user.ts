import type { UserRow } from '../accounts/accounts.ts'

/** Phorge's words for what an account is. A bot is an `agent` to the older methods. */
export function rolesOf(row: UserRow, bot: 'bot' | 'agent'): string[] {
  return [
    ...(row.is_disabled ? ['disabled'] : []),
    ...(row.is_bot ? [bot] : []),
    ...(row.is_mailing_list ? ['list'] : []),
    ...(row.is_administrator ? ['admin'] : []),
    'verified',
    'approved',
    ...(row.is_disabled ? [] : ['activated']),
  ]
}

/** A picture that needs no file and no route: the first letter of the name, on a colour of its own. */
export function imageOf({ user_name: name, id }: UserRow): string {
  const letter = encodeURIComponent(name.charAt(0).toUpperCase())
  const hue = (id * 137) % 360
  return (
    `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 50 50'%3E` +
    `%3Crect width='50' height='50' fill='hsl(${hue} 45%25 40%25)'/%3E` +
    `%3Ctext x='25' y='35' font-family='sans-serif' font-size='28' text-anchor='middle' fill='white'%3E` +
    `${letter}%3C/text%3E%3C/svg%3E`
  ).replaceAll(' ', '%20')
}
