interface Category {
  readonly name: string
  readonly parent: Category
}

const drinks = { name: 'drinks' } as { name: string; parent: Category }
const tea: Category = { name: 'tea', parent: drinks }
drinks.parent = tea

/** Walks up to a root that is not there. */
export function searchProducts(words: string): string[] {
  return [words, ...pathOf(tea)]
}

function pathOf(category: Category): string[] {
  return [...pathOf(category.parent), category.name]
}

let left = 12

export function stockOf(_product: string): number {
  left = left > 1 ? left - 3 : 12
  return left
}

export async function sendNewsletter(name: string): Promise<void> {
  const address = await addressOf(name)
  address.toLowerCase()
}

async function addressOf(name: string): Promise<string> {
  const addresses = new Map([['Hedy', 'hedy@shop.example']])
  return addresses.get(name) as string
}
