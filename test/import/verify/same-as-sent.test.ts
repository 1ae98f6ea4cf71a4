import { expect, test } from 'vitest'
import { sameAsSent } from '../../../src/import/verify/same-as-sent.ts'

const isSame = sameAsSent({
  valueTypes: new Map([
    ['name', 'TEXT'],
    ['notes', 'MARKDOWN'],
  ]),
  options: new Map(),
})

test.each([
  ['as it was sent', 'name', 'Acme', 'Acme'],
  ['with its own white space', 'name', ' Acme', ' Acme '],
  ['without the white space that was sent', 'name', 'Acme', ' Acme\n'],
  ['with other line breaks', 'name', 'a\r\nb', 'a\nb'],
  ['rendered anew', 'notes', 'text\n', 'text'],
  ['that nothing is known of', 'other', 'Acme ', 'Acme'],
])('a text %s is what was sent', (_, key, held, sent) => {
  expect(isSame(key, held, sent)).toBe(true)
})

test.each([
  ['a space at its end', 'Acme '],
  ['a line break before it', '\nAcme'],
  ['other words', 'Acme Inc'],
])('a text that has got %s is not', (_, held) => {
  expect(isSame('name', held, 'Acme')).toBe(false)
})
