import { expect, test } from 'vitest'
import { ByteWindow } from '../../src/csv/byte-window.ts'

function windowOf(...chunks: string[]): ByteWindow {
  const window = new ByteWindow()
  for (const chunk of chunks) window.append(Buffer.from(chunk))
  return window
}

test.each([
  [0, 9, 'abcdefghi'],
  [2, 7, 'cdefg'],
  [6, 9, 'ghi'],
  [4, 4, ''],
])('gives the bytes from %i to %i across the borders of chunks', (from, to, expected) => {
  expect(windowOf('abc', 'def', 'ghi').slice(from, to).toString()).toBe(expected)
  expect(Buffer.concat(windowOf('abc', 'def', 'ghi').pieces(from, to)).toString()).toBe(expected)
})

test.each([
  [0, 'abcdef'],
  [2, 'cdef'],
  [3, 'def'],
  [5, 'f'],
  [6, ''],
  [99, ''],
])('keeps what stands behind offset %i when the rest is dropped', (offset, expected) => {
  const window = windowOf('abc', 'def')
  window.dropBefore(offset)
  expect(window.all().toString()).toBe(expected)
  expect([window.length, window.end]).toEqual([expected.length, 6])
})

test('joins neighbouring pieces of one buffer without copying them', () => {
  const whole = Buffer.alloc(16, 'x')
  const window = new ByteWindow()
  window.append(whole.subarray(0, 8))
  window.append(whole.subarray(8))
  expect(window.all().buffer).toBe(whole.buffer)
  expect(window.all()).toHaveLength(16)
})
