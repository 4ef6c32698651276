import { Refusal } from '../../../conduit/method/refusal.ts'
import type { Method } from '../method.ts'
import { imageOf, rolesOf } from './user.ts'

export const userWhoami: Method = {
  name: 'user.whoami',
  description: {
    description: 'Tells whose account the call was made with.',
    params: {},
    return: 'nonempty dict<string, wild>',
  },
  answer: ({ accounts, publicUrl }, { viewer }) => {
    const row = accounts.rowByPhid(viewer.phid)
    if (!row) throw new Refusal('ERR-INVALID-AUTH', 'This account does not exist any more.')
    return {
      phid: row.phid,
      userName: row.user_name,
      realName: row.real_name,
      image: imageOf(row),
      uri: `${publicUrl}/p/${row.user_name}/`,
      roles: rolesOf(row, 'agent'),
      primaryEmail: row.email,
    }
  },
}
