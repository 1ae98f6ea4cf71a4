import { describe, expect, test } from 'vitest'
import { readYaml } from '../../src/mapping/yaml.ts'
import type { YamlNode } from '../../src/mapping/yaml-node.ts'

/** The faults of a text, each with its line and column. */
function faultsOf(text: string): readonly string[] {
  const { faults, place } = readYaml(text, 'mapping')
  return faults.map(({ at, message }) => `${place(at).line}:${place(at).column} ${message}`)
}

function plain(node: YamlNode | null): unknown {
  if (node === null || node.kind === 'scalar') return node?.value
  if (node.kind === 'list') return node.items.map(plain)
  return [...node.entries].map(([key, { value }]) => [key, plain(value)])
}

const tagged = 'tags (words with "!") have no meaning in a mapping: remove it'
const noText = 'a key is text: write it out, without an alias, a list or a map'
const tooDeep = 'the mapping is nested too deeply: more than 64 levels of maps and lists'

test.each([
  [
    'a: 007\n007: b',
    [
      ['a', 7],
      ['007', 'b'],
    ],
  ],
  ['{"a": [1, true, null, "x"]}', [['a', [1, true, null, 'x']]]],
  [
    'a: &x { b: c }\nd: *x',
    [
      ['a', [['b', 'c']]],
      ['d', [['b', 'c']]],
    ],
  ],
  [
    'a: &x b\nc: *x\nd: &x e\nf: *x',
    [
      ['a', 'b'],
      ['c', 'b'],
      ['d', 'e'],
      ['f', 'e'],
    ],
  ],
  [
    '&k a: 1\nb: *k',
    [
      ['a', 1],
      ['b', 'a'],
    ],
  ],
  ['<<: { a: b }', [['<<', [['a', 'b']]]]],
  ['__proto__: { constructor: toString }', [['__proto__', [['constructor', 'toString']]]]],
  ['a: !!str 7', [['a', '7']]],
  ['%YAML 1.1\n---\na: yes', [['a', 'yes']]],
  ['a: 123456789012345678901234567890', [['a', 1.2345678901234568e29]]],
])('%j is read', (text, expected) => {
  const { root, faults } = readYaml(text, 'mapping')
  expect(faults).toEqual([])
  expect(plain(root)).toEqual(expected)
})

test.each([
  ['a:\n  b: !!js/function "x"', [`2:6 ${tagged}`]],
  ['a: !foo x\nb: !bar [y]', [`1:4 ${tagged}`, `2:4 ${tagged}`]],
  ['a: !!binary aGVsbG8=', [`1:4 ${tagged}`]],
  ['a: !!set { b, c }', [`1:4 ${tagged}`]],
  ['a: !!omap [b: c]', [`1:4 ${tagged}`]],
  ['a: !!timestamp 2026-01-01', [`1:4 ${tagged}`]],
  ['a: !<tag:yaml.org,2002:binary> aGVsbG8=', [`1:4 ${tagged}`]],
  ['{ !foo a: b }', [`1:3 ${tagged}`]],
  ['%TAG !e! tag:example.com,2000:\n---\na: !e!foo b', [`3:4 ${tagged}`]],
  ['? [a, b]\n: c', [`1:3 ${noText}`]],
  ['a: &x b\n*x : c', [`2:1 ${noText}`]],
  ['a: *b', ['1:4 this alias points at nothing']],
  ['a: &b { c: *b }', ['1:12 this alias stands for a value that it is itself a part of']],
  ['a: b\n---\nc: d', ['2:1 a mapping is one YAML document: remove what follows the second "---"']],
])('%j cannot be read', (text, expected) => {
  expect(faultsOf(text)).toEqual(expected)
  expect(readYaml(text, 'mapping').root).toBeNull()
})

test('a key that stands twice is told, and the rest is read', () => {
  const text = 'a: 1\nb: { c: 1, c: 2 }\na: 2'
  const twice = 'this key stands twice in the same map: remove one of them'
  expect(faultsOf(text)).toEqual([`2:12 ${twice}`, `3:1 ${twice}`])
  expect(plain(readYaml(text, 'mapping').root)).toEqual([
    ['a', 1],
    ['b', [['c', 1]]],
  ])
})

describe('depth', () => {
  const lists = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
  const maps = (levels: number): string =>
    Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:\n`).join('')

  test.each([
    ['lists', lists(64)],
    ['maps', maps(64)],
    ['lists in an alias', `a: &x ${lists(60)}\nb: ${'['.repeat(3)}*x${']'.repeat(3)}`],
  ])('64 levels of %s are read', (_, text) => {
    expect(faultsOf(text)).toEqual([])
  })

  test.each([
    ['lists', lists(65)],
    ['maps', maps(65)],
    ['lists in an alias', `a: &x ${lists(60)}\nb: ${'['.repeat(4)}*x${']'.repeat(4)}`],
    ['brackets that are never closed', '['.repeat(1_000_000)],
    ['braces', '{'.repeat(1_000_000)],
    ['dashes', '- '.repeat(500_000)],
    ['question marks', '? '.repeat(500_000)],
    ['JSON', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('more levels of %s are refused at once', (_, text) => {
    const startedAt = performance.now()
    expect(faultsOf(text)).toEqual([expect.stringContaining(tooDeep)])
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })
})

describe('aliases', () => {
  test('that unfold into billions of values are refused before they do, where they stand', () => {
    const lines = ['a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]']
    for (let level = 1; level < 9; level++) lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(10)}]`)
    const startedAt = performance.now()
    expect(faultsOf(lines.join('\n'))).toEqual([
      '4:45 with this alias the mapping unfolds to more than 10,000 values: write them out',
    ])
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  test('that stand for little may be many', () => {
    const text = `a: &x b\n${Array.from({ length: 9_999 }, (_, index) => `k${index}: *x`).join('\n')}`
    expect(faultsOf(text)).toEqual([])
    expect(faultsOf(`${text}\ny: *x\nz: *x`)).toEqual([expect.stringMatching(/^10002:4 with this alias/)])
  })
})

test.each([
  ['keys', Array.from({ length: 50_000 }, (_, index) => `k${index}: v`).join('\n')],
  ['keys in braces', `{${Array.from({ length: 50_000 }, (_, index) => `k${index}: v`).join(', ')}}`],
  ['blank lines', '\n'.repeat(1_000_000)],
  ['colons', ':'.repeat(1_000_000)],
  ['comments', '#\n'.repeat(500_000)],
])('a whole file of %s takes seconds at most', (_, text) => {
  const startedAt = performance.now()
  readYaml(text, 'mapping')
  expect(performance.now() - startedAt).toBeLessThan(10_000)
})
