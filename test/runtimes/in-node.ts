import { nodeAlone } from './behaviours/node.ts'
import { runSuite } from './suite.ts'

// The world in, the outcomes out. Not `process.exit`: what is still in the pipe would be lost.
const outcomes = await runSuite(JSON.parse(process.argv[2] ?? '{}'), nodeAlone)
process.stdout.write(JSON.stringify(outcomes))
