import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.ts'
import { fuzzPassThrough } from './pass-through-fuzz.ts'
import { encodings } from './smuggling.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
  },
})

const runs = Number(values.requests)
const seed = Number(values.seed)
const number = (value: number) => value.toLocaleString('en')

for (const encoding of encodings) {
  const start = performance.now()
  const { requests, forwarded } = await fuzz(encoding, runs, seed)
  say(encoding, start, requests, `${number(forwarded)} reached Phorge, none with another identity`)
}

for (const encoding of encodings) {
  const start = performance.now()
  const { requests, untouched, madeAnew } = await fuzzPassThrough(encoding, runs, seed)
  const text = `behind one host name ${number(untouched)} passed as they were, ${number(madeAnew)} with the granted identity`
  say(encoding, start, requests, text)
}

function say(encoding: string, start: number, requests: number, text: string): void {
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  console.log(`${encoding.padEnd(8)} ${number(requests).padStart(9)} requests in ${seconds} s; ${text}`)
}
