import { expect, test } from 'vitest'
import { makeReference } from '../../scripts/reference.ts'

test('all that the SDK exports is documented, and every link within leads somewhere', () => {
  expect(makeReference(['--emit', 'none'])).toMatchObject({ exitCode: 0, said: '' })
}, 60_000)
