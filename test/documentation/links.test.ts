import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const pages = globSync(['*.md', '{sdk,testing}/*.md', 'docs/{,examples/}*.md'], { cwd: root })

describe('the documentation', () => {
  it.each(pages)('of %s leads where it says', (page) => {
    const broken = linksOf(page).filter(({ file, heading }) => {
      if (!existsSync(file)) return true
      return heading !== undefined && !headingsOf(file).includes(heading)
    })
    expect(broken.map(({ file, heading }) => `${relative(root, file)}#${heading}`)).toEqual([])
  })

  it('has every guide in its table of contents', () => {
    const listed = linksOf('docs/README.md').map(({ file }) => relative(join(root, 'docs'), file))
    const guides = globSync('*.md', { cwd: join(root, 'docs') }).filter((name) => name !== 'README.md')
    expect(guides.filter((name) => !listed.includes(name))).toEqual([])
  })
})

/** Links within the repository; addresses elsewhere are not asked for. */
function linksOf(page: string): { file: string; heading: string | undefined }[] {
  const prose = readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '')
  return Array.from(prose.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g), ([, path, heading]) => ({
    file: path ? join(root, dirname(page), path) : join(root, page),
    heading,
  }))
}

/** As GitHub makes anchors of them. */
function headingsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '')
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, words = '']) =>
    words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  )
}
