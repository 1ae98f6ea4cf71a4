import { expect, test } from 'vitest'
import { inBlocks } from '../../src/report/blocks.ts'

test('texts come in their order, joined to blocks of some 64,000 characters', () => {
  const lines = Array.from({ length: 5_000 }, (_, row) => `${row},${'x'.repeat(row % 60)}\r\n`)
  const blocks = [...inBlocks(lines)]
  expect(blocks.join('')).toBe(lines.join(''))
  expect(blocks.length).toBeGreaterThan(2)
  for (const block of blocks.slice(0, -1)) {
    expect(block.length).toBeGreaterThanOrEqual(65_536)
    expect(block.length).toBeLessThan(66_000)
  }
})

test('a text that is longer is a block by itself, and nothing makes no block', () => {
  const long = 'x'.repeat(200_000)
  expect([...inBlocks(['a', long, 'b'])]).toEqual([`a${long}`, 'b'])
  expect([...inBlocks([])]).toEqual([])
})
