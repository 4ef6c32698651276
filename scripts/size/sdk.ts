import { type SdkEntry, sdkEntries, sdkFolder } from '../sdk-entries.ts'
import { programs } from './budgets.ts'
import { sizeOf } from './measure.ts'

/** One line of the table. */
export interface Size {
  readonly name: string
  /** KiB. */
  readonly size: number
  readonly budget?: number | undefined
}

/** The programs that have a budget, and then every entry with all that it exports. */
export async function sdkSizes(): Promise<Size[]> {
  const sizes: Size[] = []
  for (const { name, code, budget } of programs) {
    sizes.push({ name, size: await sizeOf(code, sdkFolder), budget })
  }
  for (const { name } of sdkEntries().filter(isForBrowsers)) {
    sizes.push({ name, size: await sizeOf(`export * from '${name}'`, sdkFolder) })
  }
  return sizes
}

export function isOverBudget({ size, budget }: Size): boolean {
  return budget !== undefined && size > budget
}

function isForBrowsers({ platform }: SdkEntry): boolean {
  return platform === 'any'
}
