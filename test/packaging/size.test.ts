import { expect, test } from 'vitest'
import { isOverBudget, sdkSizes } from '../../scripts/size/sdk.ts'

test('what a bundler keeps is within the budgets', async () => {
  const sizes = await sdkSizes()
  expect(sizes.filter(({ budget }) => budget !== undefined).length).toBeGreaterThan(1)
  expect(sizes.filter(isOverBudget)).toEqual([])
}, 60_000)
