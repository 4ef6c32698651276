import type { Backend } from '../../gateway/src/backends/backend.ts'

const WORDS = 'checkout payment cart login search upload invoice worker queue cache session report'.split(' ')

/** Creates tasks through `maniphest.edit` itself, as people would have, so that nothing of them is made up. */
export async function seedTasks(backend: Backend, count: number): Promise<void> {
  const signal = new AbortController().signal
  const people = await Promise.all(['rjkaplan', 'angie'].map((name) => backend.accountByName(name)))
  const authors = people.filter((account) => account !== undefined)
  const found = await backend.call({
    method: 'project.search',
    params: {},
    typed: true,
    viewer: authors[0],
    signal,
  })
  const projects = (found.result as { data: { phid: string }[] }).data.map(({ phid }) => phid)
  for (let index = 0; index < count; index++) {
    const word = (offset: number) => WORDS[(index * 7 + offset) % WORDS.length]
    const answer = await backend.call({
      method: 'maniphest.edit',
      typed: true,
      viewer: authors[index % authors.length],
      signal,
      params: {
        transactions: [
          { type: 'title', value: `${word(0)} fails in ${word(1)} (${index})` },
          {
            type: 'description',
            value: `The ${word(2)} of the ${word(3)} stopped while the ${word(5)} was busy.`,
          },
          { type: 'priority', value: ['low', 'normal', 'high', 'triage'][index % 4] },
          { type: 'projects.set', value: [projects[index % projects.length]] },
          ...(index % 3 === 0 ? [{ type: 'status', value: 'resolved' }] : []),
        ],
      },
    })
    if (answer.error_code !== null) throw new Error(`seeding: ${answer.error_code}: ${answer.error_info}`)
  }
}
