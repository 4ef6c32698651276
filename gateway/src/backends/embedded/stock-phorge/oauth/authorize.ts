import { sendDialog } from '../page.ts'
import { isFormPost, type SignedInVisit, textField } from '../visit.ts'
import { provesItself } from '../visitor.ts'
import type { OAuthApplication } from './applications.ts'
import { isAllowed, withParameters } from './redirect-uri.ts'

interface Request {
  readonly application: OAuthApplication
  readonly redirectUri: string
  readonly state: string
}

interface Fault {
  readonly title: string
  readonly code: string
  readonly text: string
}

/**
 * `/oauthserver/auth/`. It never redirects by itself: a page holds the link. What is wrong with the request is a page
 * with status 200 as well, and the application never hears of it. PKCE and scopes are not looked at.
 */
export function authorize(visit: SignedInVisit): unknown {
  const read = readRequest(visit)
  if ('code' in read) return sendFault(visit, read)
  const { phorge, session } = visit
  const { clientId } = read.application
  if (phorge.applications.isAuthorized(clientId, session.account.phid)) return sendLink(visit, read)
  if (!isFormPost(visit)) return ask(visit, read)
  if (provesItself(visit.request, visit.fields.__csrf__, visit.visitor, visit.gateway) !== 'proven') {
    const text = 'The form was not made by a page of this session.'
    return sendFault(visit, { title: 'OAuth: Server Error', code: 'server_error', text })
  }
  phorge.applications.authorize(clientId, session.account.phid)
  return sendLink(visit, read)
}

function readRequest({ phorge, fields }: SignedInVisit): Request | Fault {
  const clientId = textField(fields, 'client_id')
  if (!clientId) return invalid('OAuth: Malformed Request', 'The parameter client_id is missing.')
  const application = phorge.applications.find(clientId)
  if (!application) return invalid('OAuth: Invalid Client Application', 'client_id names no application.')
  if (application.disabled) return invalid('OAuth: Application Disabled', 'This application is disabled.')
  const redirectUri = textField(fields, 'redirect_uri') || application.redirectUri
  if (!isAllowed(redirectUri, application.redirectUri)) {
    return invalid('OAuth: Invalid Redirect URI', 'redirect_uri is not the one that is registered.')
  }
  const responseType = textField(fields, 'response_type')
  if (!responseType) return invalid('OAuth: Invalid Response Type', 'The parameter response_type is missing.')
  if (responseType !== 'code') {
    const text = 'The only response_type is code.'
    return { title: 'OAuth: Unsupported Response Type', code: 'unsupported_response_type', text }
  }
  return { application, redirectUri, state: textField(fields, 'state') }
}

function invalid(title: string, text: string): Fault {
  return { title, text, code: 'invalid_request' }
}

function sendFault({ reply, csrf }: SignedInVisit, { title, code, text }: Fault): unknown {
  const links = [{ text: 'To the start page', href: '/' }]
  return sendDialog(reply, { title, text: `${text} OAuth Error Code: ${code}`, csrf, links })
}

function ask({ reply, csrf }: SignedInVisit, { application, redirectUri, state }: Request): unknown {
  // The refusal carries no state.
  const declined = withParameters(redirectUri, {
    error: 'access_denied',
    error_description: 'The person declined.',
  })
  return sendDialog(reply, {
    title: `Authorize "${application.name}"?`,
    text: `"${application.name}" would like to know who you are, your primary email address included.`,
    action: '/oauthserver/auth/',
    csrf,
    hidden: {
      client_id: application.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      state,
      scope: '',
    },
    submit: 'Authorize Access',
    links: [{ text: 'Do Not Authorize', href: declined }],
  })
}

/** Each time with a new code. */
function sendLink(visit: SignedInVisit, { application, redirectUri, state }: Request): unknown {
  const { phorge, reply, session, csrf } = visit
  const { clientId, name } = application
  const code = phorge.applications.issueCode({ clientId, userPhid: session.account.phid, redirectUri })
  const href = withParameters(redirectUri, { code, ...(state && { state }) })
  return sendDialog(reply, {
    title: `Authenticate: ${name}`,
    text: `"${name}" may use your account to know who you are.`,
    csrf,
    links: [{ text: 'Continue to Application', href }],
  })
}
