import { expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { orderImports } from '../../src/migrate/order-imports.ts'
import { find, type ImportSketch, sketchedImport } from './imports.ts'

const account: ImportSketch = { name: 'accounts', object: 'account' }
const contact: ImportSketch = { name: 'contacts', object: 'contact', relationships: { $account: find('account') } }
const deal: ImportSketch = {
  name: 'deals',
  object: 'opportunity',
  relationships: { $account: 'import: accounts', $champion: 'import: contacts' },
}
const task: ImportSketch = {
  name: 'tasks',
  object: 'task',
  relationships: { $assignedTo: find('member'), $opportunity: 'import: deals' },
}

test.each<[string, readonly ImportSketch[], readonly string[]]>([
  [
    'children after parents, however they are listed',
    [task, deal, contact, account],
    ['accounts', 'contacts', 'deals', 'tasks'],
  ],
  ['an order that is right as it is', [account, contact, deal, task], ['accounts', 'contacts', 'deals', 'tasks']],
  [
    'imports that have nothing to do with each other',
    [
      { name: 'b', object: 'note' },
      { name: 'a', object: 'note' },
      { name: 'c', object: 'account' },
    ],
    ['b', 'a', 'c'],
  ],
  [
    'what does not refer to anything where it was, before what has to wait',
    [contact, { name: 'notes', object: 'note' }, account],
    ['notes', 'accounts', 'contacts'],
  ],
  [
    'every import of the object before what looks it up',
    [{ name: 'old', object: 'account' }, contact, { name: 'new', object: 'account' }],
    ['old', 'new', 'contacts'],
  ],
  [
    'what refers to an import that is only in the ledger',
    [{ ...contact, relationships: { $account: 'import: earlier' } }, account],
    ['contacts', 'accounts'],
  ],
  [
    'what holds ids as they stand',
    [{ ...contact, relationships: { $account: 'split: ","' } }, account],
    ['contacts', 'accounts'],
  ],
  [
    'members, who are no import of anyone',
    [{ ...contact, relationships: { $owner: find('member') } }, account],
    ['contacts', 'accounts'],
  ],
  [
    'parents that are made where they are missing',
    [{ ...contact, relationships: { $account: 'find: { object: account, by: $name, missing: create }' } }, account],
    ['accounts', 'contacts'],
  ],
  [
    'a custom object',
    [
      { name: 'invoices', object: 'invoice', relationships: { contract: find('contract') } },
      { name: 'contracts', object: 'contract' },
    ],
    ['contracts', 'invoices'],
  ],
  [
    'names that objects have by themselves',
    [
      { name: 'constructor', object: 'note', relationships: { $account: 'import: __proto__' } },
      { name: '__proto__', object: 'account' },
    ],
    ['__proto__', 'constructor'],
  ],
])('%s: nothing is left for later', (_, sketches, order) => {
  expect(orderOf(sketches)).toEqual(order)
})

test.each<[string, readonly ImportSketch[], readonly string[]]>([
  [
    'a reference of an import to itself',
    [{ ...account, relationships: { parent: 'import: accounts' } }, contact],
    ['accounts, then parent', 'contacts'],
  ],
  [
    'a look-up among the records of the own object',
    [{ ...account, relationships: { parent: find('account') } }],
    ['accounts, then parent'],
  ],
  [
    'such a look-up puts nothing else first',
    [
      { ...account, relationships: { parent: find('account') } },
      { name: 'more', object: 'account' },
    ],
    ['accounts, then parent', 'more'],
  ],
  [
    'of a circle, what its first import leaves open',
    [{ ...account, relationships: { $contact: find('contact') } }, contact],
    ['accounts, then $contact', 'contacts'],
  ],
  [
    'nothing of what only follows a circle',
    [task, contact, { ...account, relationships: { $contact: 'import: contacts' } }, deal],
    ['contacts, then $account', 'accounts', 'deals', 'tasks'],
  ],
  [
    'as few as a circle allows',
    [
      { ...contact, relationships: { $account: 'import: accounts', second: 'import: accounts' } },
      { ...account, relationships: { $contact: 'import: contacts' } },
    ],
    ['accounts, then $contact', 'contacts'],
  ],
  [
    'references to itself do not count against an import of a circle',
    [{ ...account, relationships: { parent: find('account'), $contact: 'import: contacts' } }, contact],
    ['accounts, then parent and $contact', 'contacts'],
  ],
  [
    'the other way round where the first has a required one',
    [deal, { ...account, relationships: { best: 'import: deals', first: 'import: deals' } }],
    ['accounts, then best and first', 'deals'],
  ],
  [
    'one reference of a larger circle',
    [
      { name: 'a', object: 'note', relationships: { next: 'import: b' } },
      { name: 'b', object: 'note', relationships: { next: 'import: c' } },
      { name: 'c', object: 'note', relationships: { next: 'import: a' } },
    ],
    ['a, then next', 'c', 'b'],
  ],
  [
    'a look-up with one of its imports still to come',
    [
      { name: 'a', object: 'account', relationships: { main: 'import: c' } },
      { name: 'b', object: 'account' },
      { name: 'c', object: 'contact', relationships: { $account: find('account') } },
    ],
    ['b', 'a, then main', 'c'],
  ],
])('left for the second pass: %s', (_, sketches, order) => {
  expect(orderOf(sketches)).toEqual(order)
})

test('a circle of look-ups that are required has no order, and each of them is named with its place', () => {
  const refusal = refusalOf([
    { name: 'a', object: 'opportunity', relationships: { $account: 'import: b' } },
    account,
    { name: 'b', object: 'opportunity', relationships: { $champion: 'import: c', $account: 'import: a' } },
    contact,
  ])
  expect(refusal.code).toBe('import_cycle')
  expect(refusal.message).toBe('No order of the imports works: a needs b, and b needs a.')
  expect(refusal.problems.map(({ file, line, column, message }) => [file, line, column, message])).toEqual([
    ['a.yaml', 5, 3, '$account is required, and its records come with the import "b"'],
    ['b.yaml', 6, 3, '$account is required, and its records come with the import "a"'],
  ])
})

test('a required reference of an import to itself has no order', () => {
  const refusal = refusalOf([{ name: 'deals', object: 'opportunity', relationships: { $account: 'import: deals' } }])
  expect(refusal.message).toBe('No order of the imports works: deals needs itself.')
})

test('a required look-up among records of the own object goes without a second pass', () => {
  const relationships = { $account: find('opportunity') }
  expect(orderOf([{ name: 'deals', object: 'opportunity', relationships }])).toEqual(['deals'])
})

test('what leads to a circle of required references is not blamed for it', () => {
  const refusal = refusalOf([
    { name: 'start', object: 'opportunity', relationships: { $account: 'import: a' } },
    { name: 'a', object: 'opportunity', relationships: { $account: 'import: b', x: 'import: c' } },
    { name: 'b', object: 'opportunity', relationships: { $account: 'import: c' } },
    { name: 'c', object: 'opportunity', relationships: { $account: 'import: b', x: 'import: start' } },
  ])
  expect(refusal.message).toBe('No order of the imports works: b needs c, and c needs b.')
})

function orderOf(sketches: readonly ImportSketch[]): readonly string[] {
  return orderImports(sketches.map(sketchedImport)).map(({ index, deferred }) => {
    const name = sketches[index]?.name ?? ''
    return deferred.length === 0 ? name : `${name}, then ${deferred.join(' and ')}`
  })
}

function refusalOf(sketches: readonly ImportSketch[]): InputError {
  try {
    orderOf(sketches)
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('an order was found')
}
