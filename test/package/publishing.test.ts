import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { root } from './packed.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const manifest = JSON.parse(read('package.json'))

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

interface Job {
  readonly 'runs-on': string
  readonly 'timeout-minutes'?: number
  readonly permissions?: Readonly<Record<string, string>>
  readonly needs?: string
  readonly strategy?: { readonly matrix: { readonly include: readonly { os: string; node: string }[] } }
  readonly steps: readonly Step[]
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

function yaml(path: string): unknown {
  const document = parseDocument(read(path), { uniqueKeys: true })
  expect([...document.errors, ...document.warnings]).toEqual([])
  return document.toJS()
}

const workflow = (name: string): Workflow => yaml(`.github/workflows/${name}.yml`) as Workflow

describe.each(['ci', 'release'])('the workflow %s', name => {
  const { jobs, permissions } = workflow(name)
  const steps = Object.values(jobs).flatMap(job => job.steps)

  test('may read the sources and nothing else, unless a job says what for', () => {
    expect(permissions).toEqual({ contents: 'read' })
  })

  test('ends by itself, in each of its jobs', () => {
    expect(Object.values(jobs).filter(job => job['timeout-minutes'] === undefined)).toEqual([])
  })

  test('takes actions of a version, from GitHub itself, and leaves no credentials behind', () => {
    const actions = steps.flatMap(({ uses }) => uses ?? [])
    expect(actions.filter(action => !/^actions\/[\w-]+@v\d+$/.test(action))).toEqual([])
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout'))
    expect(checkouts.every(step => step.with?.['persist-credentials'] === false)).toBe(true)
  })

  test('puts nothing that others may write into a shell', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([])
  })

  test('runs files and scripts that are there', () => {
    const words = steps.flatMap(({ run }) => run?.match(/(?<![\w/])(?:\.ci|bin|test)\/[\w./-]+/g) ?? [])
    expect(words.length).toBeGreaterThan(0)
    expect(words.filter(path => !existsSync(join(root, path)))).toEqual([])
  })
})

test('the package is tried on the oldest Node that it promises to run on, and on three systems', () => {
  const matrix = workflow('ci').jobs['smoke']?.strategy?.matrix.include ?? []
  expect(matrix.map(({ node }) => `>=${node}`)).toContain(manifest.engines.node)
  expect(new Set(matrix.map(({ os }) => os.split('-')[0]))).toEqual(new Set(['ubuntu', 'macos', 'windows']))
})

test('only a release that has passed is published, with provenance, without a token', () => {
  const { jobs, on } = workflow('release')
  expect(on).toEqual({ push: { tags: ['v*.*.*'] } })
  expect(jobs['npm']).toMatchObject({ needs: 'test', permissions: { contents: 'read', 'id-token': 'write' } })
  expect(jobs['npm']?.steps.at(-1)?.run).toBe('npm publish --provenance --access public')
  expect(jobs['github']).toMatchObject({ needs: 'npm', permissions: { contents: 'write' } })
  expect(read('.github/workflows/release.yml')).not.toMatch(/secrets\./)
})

test('dependabot looks after packages, actions and the image', () => {
  const { updates } = yaml('.github/dependabot.yml') as {
    updates: { 'package-ecosystem': string; directory: string }[]
  }
  expect(updates.map(update => update['package-ecosystem'])).toEqual(['npm', 'github-actions', 'docker'])
})

describe('the image', () => {
  const instructions = read('Dockerfile')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => /^(?<name>[A-Z]+) +(?<words>.*)$/.exec(line)?.groups ?? { name: line, words: '' })
  const stages = instructions.filter(({ name }) => name === 'FROM')
  const last = instructions.slice(instructions.lastIndexOf(stages.at(-1) ?? {}))
  const wordsOf = (name: string) => last.filter(one => one['name'] === name).map(({ words }) => words)

  test('is made of instructions that there are', () => {
    const known = ['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'ENTRYPOINT', 'CMD']
    expect(instructions.filter(({ name = '' }) => !known.includes(name))).toEqual([])
  })

  test('is built on one major version of Node, slim, in every stage', () => {
    expect(stages.length).toBe(3)
    expect(stages.filter(({ words = '' }) => !/^node:24-slim(?: AS \w+)?$/.test(words))).toEqual([])
  })

  test('runs as somebody without rights, in the folder that is mounted, as process 1', () => {
    expect(wordsOf('USER')).toEqual(['node'])
    expect(wordsOf('WORKDIR').at(-1)).toBe('/data')
    expect(wordsOf('ENTRYPOINT')).toEqual(['["node", "/app/bin/lightfield-import.cjs"]'])
  })

  test('has what users need in it, and no tools', () => {
    const installs = instructions.filter(({ words = '' }) => words.includes('npm ci')).map(({ words }) => words)
    expect(installs.every(words => words?.includes('--ignore-scripts'))).toBe(true)
    expect(installs.at(-1)).toContain('--omit=dev')
    expect(wordsOf('COPY')).toEqual(
      expect.arrayContaining(['--from=build /build/dist ./dist', 'bin ./bin', 'schema ./schema']),
    )
  })

  test('is sent what it copies, and none of the rest: no ledger, no key, no customer file', () => {
    const lines = read('.dockerignore')
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
    const sent = lines.slice(1).map(line => line.replace(/^!/, ''))
    const copied = instructions
      .filter(({ name, words = '' }) => name === 'COPY' && !words.startsWith('--from'))
      .flatMap(({ words = '' }) => words.split(' ').slice(0, -1))
    expect(lines[0]).toBe('*')
    expect(sent.toSorted()).toEqual([...new Set(copied)].toSorted())
    expect(sent.filter(path => !existsSync(join(root, path)))).toEqual([])
  })
})

test('links between the pages of the project lead somewhere', () => {
  const pages = ['CONTRIBUTING.md', 'CODE_OF_CONDUCT.md', 'SECURITY.md', 'docs/notifications.md']
  const links = pages.flatMap(page =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => join(page, '..', path)),
  )
  expect(links.length).toBeGreaterThan(5)
  expect(links.filter(path => !existsSync(join(root, path)))).toEqual([])
})

test('files that CONTRIBUTING.md names are there', () => {
  const named = [...read('CONTRIBUTING.md').matchAll(/`((?:src|test|licences|schema|docs|\.ci)\/[\w./-]+?)\/?`/g)]
  const paths = named.map(([, path = '']) => path)
  expect(paths.length).toBeGreaterThan(8)
  expect(paths.filter(path => globSync(path, { cwd: root }).length === 0)).toEqual([])
  const scripts = [...read('CONTRIBUTING.md').matchAll(/`npm run (\w+)`/g)].map(([, name = '']) => name)
  expect(scripts.filter(name => manifest.scripts[name] === undefined)).toEqual([])
})
