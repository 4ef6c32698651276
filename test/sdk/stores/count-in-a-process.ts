import { fileStore } from 'phorge-conduit/stores/file'

/** Adds one to a number in the store, many times. Started by file.test.ts. */
const [file = '', times = ''] = process.argv.slice(2)
const store = fileStore(file)
for (let turn = 0; turn < Number(times); turn++) {
  await store.exclusively('counter', async () => {
    const { accessToken = '0' } = (await store.get('counter')) ?? {}
    await store.set('counter', { accessToken: String(Number(accessToken) + 1) })
  })
}
