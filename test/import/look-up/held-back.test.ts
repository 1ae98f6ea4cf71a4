import { expect, test } from 'vitest'
import { HeldBack } from '../../../src/import/look-up/held-back.ts'

interface Row {
  readonly row: number
  readonly cells: readonly string[] | null
}

/** Adds rows with a cell of so many characters, up to the one at which something holds; returns which one that is. */
function addUntil(heldBack: HeldBack<Row>, characters: number, holds: (isHalf: boolean) => boolean): number {
  const cells = ['x'.repeat(characters)]
  for (let row = heldBack.rows + 1; row <= 20_000; row++) if (holds(heldBack.add({ row, cells }))) return row
  return Number.NaN
}

test('short rows are held back by the thousand', () => {
  const heldBack = new HeldBack<Row>()
  expect(addUntil(heldBack, 250, () => heldBack.isWorthWaiting)).toBe(1_000)
  expect(addUntil(heldBack, 250, isHalf => isHalf)).toBe(5_000)
  expect(addUntil(heldBack, 250, () => heldBack.isFull)).toBe(10_000)
  expect(heldBack.rowsAtHalf).toBe(5_000)
})

test('of long rows no more than eight megabytes, and one row more', () => {
  const heldBack = new HeldBack<Row>()
  expect(addUntil(heldBack, 1024 * 1024, isHalf => isHalf)).toBe(4)
  expect(addUntil(heldBack, 1024 * 1024, () => heldBack.isFull)).toBe(8)
  expect([heldBack.rowsAtHalf, heldBack.isWorthWaiting]).toEqual([4, true])
})

test('one row may be more than half, and all there is room for', () => {
  const heldBack = new HeldBack<Row>()
  expect(heldBack.add({ row: 1, cells: ['x'.repeat(9 * 1024 * 1024)] })).toBe(true)
  expect([heldBack.rowsAtHalf, heldBack.isFull]).toEqual([1, true])
})

test('rows are handed out in their order, and there is room again', () => {
  const heldBack = new HeldBack<Row>()
  addUntil(heldBack, 1024 * 1024, () => heldBack.isFull)
  heldBack.add({ row: 9, cells: null })
  expect(heldBack.take().map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect([heldBack.rows, heldBack.rowsAtHalf, heldBack.isFull, heldBack.isWorthWaiting]).toEqual([0, 0, false, false])
  expect(heldBack.take()).toEqual([])
})
