import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pictureSets } from './screenshots/sets.ts'

const images = join(import.meta.dirname, '../docs/images')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { directory: { type: 'string', default: images } },
})
const names = Object.keys(pictureSets)
const unknown = positionals.filter((name) => !names.includes(name))

if (unknown.length > 0) {
  console.error(`There are no pictures of ${unknown.join(', ')}. There are of: ${names.join(', ')}.`)
  process.exitCode = 1
} else {
  for (const [name, take] of Object.entries(pictureSets)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    for (const file of await take(values.directory)) console.log(file)
  }
}
