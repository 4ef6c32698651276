import { readCommandLine } from '../../command-line.ts'

const USAGE = `Usage: npm run fuzz -- [--requests COUNT] [--seed NUMBER]

Calls a gateway before a server that writes down what reaches it, in each encoding, and tries to be somebody else; then as
often behind one host name, where Phorge's own calls have to pass unchanged. It stops at the first that gets through, and
says with which seed it is tried again.

  --requests COUNT   for each encoding and each of the two ways [100000]
  --seed NUMBER      the same seed makes the same calls [1]
  --help             print this`

const { values } = readCommandLine(USAGE, {
  requests: { type: 'string', default: '100000' },
  seed: { type: 'string', default: '1' },
})

// Not before: what they load takes a second, and nothing of it is wanted for the usage.
const { fuzz } = await import('./fuzz.ts')
const { fuzzPassThrough } = await import('./pass-through-fuzz.ts')
const { encodings } = await import('./smuggling.ts')

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
