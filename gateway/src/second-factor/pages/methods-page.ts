import { html } from 'hono/html'
import { describeScope } from '../../access/describe.ts'
import { denyList, unauthenticatedMethods } from '../../access/methods.ts'
import { scopeOf } from '../../access/scope.ts'
import { originOf } from '../../audit/security-log.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { Gateway } from '../../gateway.ts'
import { administrationTabs } from '../../pages/administration.ts'
import type { Answer } from '../../pages/answer.ts'
import { flag, formOf, textsOf } from '../../pages/form.ts'
import type { Visit } from '../../pages/guard.ts'
import { csrfField, type Html } from '../../pages/layout.ts'
import { noticeOf } from '../../pages/notice.ts'
import { paths } from '../../pages/paths.ts'
import { confirmed } from '../confirm.ts'
import { methodsWithSecondFactor, setSecondFactor } from '../methods.ts'

/** Where administrators mark the methods that take a second factor. */
export async function methodsPage({ gateway, session, request }: Visit): Promise<Answer> {
  const marked = await methodsWithSecondFactor(gateway)
  const methods = await markable(gateway, marked)
  const groups = Map.groupBy(methods, (method) => method.slice(0, method.indexOf('.')))
  return {
    title: 'Methods with a second factor',
    section: 'admin',
    body: html`${administrationTabs(gateway, paths.secondFactorMethods)}
<h1>Methods with a second factor</h1>
${noticeOf(request.query, { saved: 'Saved. It holds from the next call on.' })}
<p>An application may call what is ticked here only within ${gateway.config.secondFactorMaxAge} seconds after the user has
shown a second factor for it. Personal API tokens cannot call it at all.</p>
<form method="post" action="${paths.secondFactorMethods}">${csrfField(session)}
${[...groups].map(([name, members]) => html`<fieldset class="card"><legend>${name}</legend><ul class="choices">${members.map((method) => choice(method, marked))}</ul></fieldset>`)}
<div class="save"><button type="submit">Save</button></div></form>`,
  }
}

export async function saveMethods(visit: Visit): Promise<Answer> {
  const { gateway, session, request } = visit
  const marked = await methodsWithSecondFactor(gateway)
  const methods = await markable(gateway, marked)
  const ticked = new Set(textsOf(formOf(request.body), 'method'))
  const changed = methods.filter((method) => ticked.has(method) !== marked.has(method))
  if (changed.length === 0) return { seeOther: paths.secondFactorMethods }
  const action = {
    name: 'second-factor-methods',
    sentence: 'change which methods take a second factor',
    details: changed.map((method) => `${ticked.has(method) ? '+' : '-'}${method}`),
  } as const
  return confirmed(visit, action, async () => {
    const author = { phid: session.account.phid, ...originOf(request) }
    await inTransaction(gateway, async (inside) => {
      for (const method of changed) await setSecondFactor(inside, method, ticked.has(method), author)
    })
    return { seeOther: `${paths.secondFactorMethods}?done=saved` }
  })
}

/** All that an application could call; what is marked stays in sight, also when the server no longer has it. */
async function markable(gateway: Gateway, marked: ReadonlySet<string>): Promise<string[]> {
  const deny = denyList(gateway.config.denyMethods)
  const methods = [...(await gateway.backend.methods()).keys()]
  const callable = methods.filter((method) => !deny.has(method) && !unauthenticatedMethods.has(method))
  return [...new Set([...callable, ...marked])].sort()
}

function choice(method: string, marked: ReadonlySet<string>): Html {
  return html`<li><label><input type="checkbox" name="method" value="${method}"${flag('checked', marked.has(method))}>
<span>${describeScope(scopeOf(method)).sentence}<br><code class="small">${method}</code></span></label></li>`
}
