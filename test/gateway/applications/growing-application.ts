import type { Proposals } from './scene.ts'

const viewer = {
  name: 'Build watcher',
  description: 'Shows the builds of every repository, and files a task for one that broke.',
  is_confidential: true,
  email: 'rachel@example.com',
}

/**
 * An application that was approved, and a new version of it that asks for more, gives something back, and has codes sent
 * to a further address; beside it one that is much like it. @returns the path of the proposal, for administrators
 */
export async function growApplication(test: Proposals): Promise<string> {
  const admin = await test.signedIn('admin')
  const approve = async (clientId: unknown) => {
    const path = `/gateway/admin/proposals/${clientId}/`
    await admin.submit(await admin.open(path), path, { decision: 'approve' })
  }
  const propose = async (userName: string, fields: object) =>
    (await test.sendAs(userName, '/oauth2/client', { ...viewer, ...fields })).body.client_id
  const like = await propose('angie', {
    name: 'Release board',
    callback_url: 'https://builds.example.com/board/callback',
    scopes: ['maniphest.search', 'project.search', 'maniphest.edit:comment'],
  })
  await approve(like)
  const first = await propose('rjkaplan', {
    version: '1.4',
    callback_url: 'https://builds.example.com/callback',
    scopes: ['maniphest.search', 'maniphest.edit:create', 'user.search'],
  })
  await approve(first)
  const second = await propose('rjkaplan', {
    version: '2.0',
    redirect_uris: ['https://builds.example.com/callback', 'https://builds.example.com'],
    restrictions: { IPAddresses: ['192.0.2.0/24'] },
    scopes: [
      'maniphest.search',
      'maniphest.edit:create',
      'maniphest.edit:status',
      'maniphest.edit:view',
      'project.search',
    ],
  })
  return `/gateway/admin/proposals/${second}/`
}
