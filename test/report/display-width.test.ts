import { expect, test } from 'vitest'
import { cutToWidth, displayWidth } from '../../src/report/display-width.ts'

test.each([
  ['', 0],
  ['Acme', 4],
  ['Zoë Österreich', 14],
  ['e\u0301', 1],
  ['客户', 4],
  ['한국', 4],
  ['ﾊﾟｰ', 3],
  ['👍🏽', 2],
  ['👩‍👩‍👧‍👦', 2],
  ['🇫🇷', 2],
  ['1️⃣', 2],
  ['❤️', 2],
  ['कि', 2],
  ['━─·→…', 5],
])('%s takes its columns', (text, columns) => {
  expect(displayWidth(text)).toBe(columns)
})

test.each([
  ['Acme', 4, 'Acme'],
  ['Acme Inc', 4, 'Acm…'],
  ['客户名单', 6, '客户…'],
  ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3, '👩‍👩‍👧‍👦…'],
  ['Acme', 0, ''],
])('%s is cut to %i columns between characters', (text, columns, cut) => {
  expect(cutToWidth(text, columns)).toBe(cut)
})
