import { expect, test } from 'vitest'
import { nearest } from '../../src/model/nearest.ts'

test.each([
  ['Deal Nmae', ['Company', 'Deal Name'], 'Deal Name'],
  ['dealname', ['Company', 'Deal Name'], 'Deal Name'],
  ['close_date', ['Close Date', 'Create Date'], 'Close Date'],
  ['name', ['$name', '$stage'], '$name'],
  ['delimter', ['delimiter', 'decimal'], 'delimiter'],
  ['Amount', ['Amount in company currency', 'Company'], 'Amount in company currency'],
  ['Größe', ['Grosse', 'Gruppe'], 'Grosse'],
  ['Nämé', ['Stage', 'Name'], 'Name'],
  ['__proto__', ['constructor', '__proto__'], '__proto__'],
])('%s is taken to mean %j: %s', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected)
})

test.each([
  ['Region', ['Deal Name', 'Stage']],
  ['', ['a', 'b']],
  ['???', ['a', 'b']],
  ['x', []],
])('%j is near to none of %j', (word, candidates) => {
  expect(nearest(word, candidates)).toBeNull()
})

test('an exact match is nearer than one that only begins alike', () => {
  expect(nearest('Phone', ['Phone extension', 'phone'])).toBe('phone')
})

test('a very long word is compared without delay', () => {
  expect(nearest('ab'.repeat(1_000_000), ['ab', 'cd'])).toBeNull()
})
