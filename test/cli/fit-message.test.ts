import { styleText } from 'node:util'
import { expect, test } from 'vitest'
import { fitMessage } from '../../src/cli/fit-message.ts'

test('a line that is too long breaks between words, and goes on moved in', () => {
  expect(fitMessage('note: columns that nobody names are left', 20)).toBe(
    'note: columns that\n  nobody names are\n  left',
  )
  expect(fitMessage('  a place: what is wrong there', 18)).toBe('  a place: what is\n    wrong there')
})

test('lines that fit stay as they are, spaces and all', () => {
  const table = '  Name     →  $name   TEXT\n\nNext'
  expect(fitMessage(table, 40)).toBe(table)
})

test('a command stays whole, as it is there to be copied', () => {
  for (const line of [
    'Next     lightfield-import run accounts.csv --mapping accounts.yaml',
    '$ lightfield-import init accounts.csv --object account',
    '  export LIGHTFIELD_BASE_URL=http://127.0.0.1:4010 LIGHTFIELD_API_KEY=sk_lf_sandbox',
  ])
    expect(fitMessage(line, 30)).toBe(line)
})

test('colours take no room, and a word that is too long sticks out', () => {
  const note = styleText('yellow', 'note:', { validateStream: false })
  expect(fitMessage(`${note} twelve more`, 17)).toBe(`${note} twelve more`)
  expect(fitMessage(`${note} /a/path/as/long/as/that is there`, 12)).toBe(
    `${note}\n  /a/path/as/long/as/that\n  is there`,
  )
})

test('a character that takes two columns counts as two', () => {
  expect(fitMessage('東京 大阪 京都', 9)).toBe('東京 大阪\n  京都')
})
