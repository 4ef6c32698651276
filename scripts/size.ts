import { join } from 'node:path'
import { METHOD } from './size/measure.ts'
import { measurePeers, peers } from './size/peers.ts'
import { isOverBudget, type Size, sdkSizes } from './size/sdk.ts'

const peersFolder = join(import.meta.dirname, '../node_modules/.cache/phorge-conduit/peers')

function line({ name, size, budget }: Size): string {
  const limit = budget === undefined ? '' : `of ${budget.toFixed(1)}`
  return `${name.padEnd(44)}${size.toFixed(1).padStart(7)}  ${limit}`.trimEnd()
}

const sizes = await sdkSizes()
const besides = process.argv.includes('--peers') ? await measurePeers(peersFolder) : peers

console.log(`phorge-conduit (${METHOD})`)
for (const size of sizes) console.log(`  ${line(size)}`)
console.log('\nbeside it')
for (const { name, version, size } of besides) console.log(`  ${line({ name: `${name} ${version}`, size })}`)

const over = sizes.filter(isOverBudget)
for (const { name, size, budget } of over) {
  console.error(
    `\nOver budget: ${name} has ${size.toFixed(2)} KiB and may have ${budget} (scripts/size/budgets.ts).`,
  )
}
process.exitCode = over.length > 0 ? 1 : 0
