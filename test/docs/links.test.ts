import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const pages = globSync(['*.md', 'docs/*.md', 'examples/*.md'], { cwd: root }).toSorted()
const sources = globSync('src/**/*.ts', { cwd: root })

test.each(pages)('every link of %s leads somewhere', page => {
  expect(linksOf(read(page)).filter(link => !isThere(page, link))).toEqual([])
})

test('the index names every page once', () => {
  const named = linksOf(read('docs/README.md')).map(link => `docs/${link}`)
  const others = pages.filter(page => page.startsWith('docs/') && basename(page) !== 'README.md')
  expect(named.toSorted()).toEqual(others)
})

test('every page that the program names is there', () => {
  const named = sources.flatMap(file => read(file).match(/docs\/[\w-]+\.md(?:#[\w-]+)?/g) ?? [])
  expect(named.length).toBeGreaterThan(0)
  expect(named.filter(link => !isThere('README.md', link))).toEqual([])
})

test('every source that a page names is there', () => {
  const files = globSync('{src,test,bench,examples,fixtures,messages,manual,licences}/**/*.ts', { cwd: root })
  const named = pages.flatMap(page => read(page).match(/(?<=`)[\w./-]+\.ts(?=`)/g) ?? [])
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter(name => !files.some(file => `/${file}`.endsWith(`/${name}`)))).toEqual([])
})

test('anchors are made as GitHub makes them', () => {
  const text = ['# A `--flag`, and more: "this"', '## Twice', '## Twice', '```sh', '# no heading', '```'].join('\n')
  expect(anchorsOf(text)).toEqual(['a---flag-and-more-this', 'twice', 'twice-1'])
})

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

/** Links to files and headings of the project. */
function linksOf(text: string): readonly string[] {
  const inline = withoutCode(text).replaceAll(/`[^`\n]*`/g, '')
  const links = [...inline.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
    ([, link, defined]) => link ?? defined ?? '',
  )
  return links.filter(link => !/^[a-z]+:/.test(link))
}

function isThere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const file = path === '' ? page : relative(root, join(root, dirname(page), path))
  if (!existsSync(join(root, file))) return false
  return anchor === undefined || (file.endsWith('.md') && anchorsOf(read(file)).includes(anchor))
}

/** Ids of the headings: small letters, digits, dashes; what comes again has a number. */
function anchorsOf(text: string): readonly string[] {
  const met = new Map<string, number>()
  return [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => {
    const anchor = title
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
    const before = met.get(anchor) ?? 0
    met.set(anchor, before + 1)
    return before === 0 ? anchor : `${anchor}-${before}`
  })
}

function withoutCode(text: string): string {
  return text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '')
}
