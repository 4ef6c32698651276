import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'
import { encodings } from './smuggling.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
})

for (const encoding of encodings) {
  const start = performance.now()
  const { requests, forwarded } = await fuzz(encoding, Number(values.requests), Number(values.seed))
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  console.log(
    `${encoding.padEnd(8)} ${requests.toLocaleString('en').padStart(9)} requests in ${seconds} s; ${forwarded.toLocaleString('en')} reached Phorge, none with another identity`,
  )
}
