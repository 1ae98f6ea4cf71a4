import { expect, test } from 'vitest'
import { orderImports } from '../../src/migrate/order-imports.ts'
import { selectImports } from '../../src/migrate/select-imports.ts'
import { sketchedImport } from './imports.ts'

/** The order is accounts, contacts, deals; accounts wait for contacts with a relationship of theirs. */
const imports = [
  sketchedImport({
    name: 'deals',
    object: 'opportunity',
    relationships: { $account: 'import: accounts', $champion: 'import: contacts' },
  }),
  sketchedImport({ name: 'accounts', object: 'account', relationships: { $contact: 'import: contacts' } }),
  sketchedImport({ name: 'contacts', object: 'contact', relationships: { $account: 'import: accounts' } }),
]
const stages = orderImports(imports)

test.each<[string, readonly string[], string | null, readonly string[]]>([
  ['everything without a selection', [], null, ['accounts', 'contacts', 'deals']],
  ['those that are named, in the order of the migration', ['deals', 'accounts'], null, ['accounts', 'deals']],
  ['a name given twice once', ['deals', 'deals'], null, ['deals']],
  ['from the first on', [], 'accounts', ['accounts', 'contacts', 'deals']],
  ['from a later one on', [], 'contacts', ['contacts', 'deals']],
  ['from the last on', [], 'deals', ['deals']],
  ['those of the named that do not come before', ['accounts', 'deals'], 'contacts', ['deals']],
])('%s', (_, only, from, expected) => {
  expect(namesOf(selectImports(imports, stages, { only, from }))).toEqual(expected)
})

test('a relationship waits for the second pass even where what it waits for is left out', () => {
  expect(selectImports(imports, stages, { only: ['accounts'], from: null })).toEqual([
    { index: 1, deferred: ['$contact'] },
  ])
})

test.each<[readonly string[], string | null, string]>([
  [['account'], null, 'The migration has no import named "account" (nearest: accounts).'],
  [[], 'Contacts ', 'The migration has no import named "Contacts " (nearest: contacts).'],
  [
    ['deal', 'accounts', 'zzzz'],
    'deal',
    'The migration has no import named "deal" (nearest: deals) and none named "zzzz".',
  ],
])('names that the migration has not are refused: only %j, from %j', (only, from, message) => {
  expect(() => selectImports(imports, stages, { only, from })).toThrow(
    expect.objectContaining({ code: 'import_unknown', message, hint: 'Its imports are deals, accounts, contacts.' }),
  )
})

test('a selection of nothing is refused, with the order', () => {
  expect(() => selectImports(imports, stages, { only: ['accounts', 'contacts'], from: 'deals' })).toThrow(
    expect.objectContaining({
      code: 'nothing_selected',
      message: "None of accounts, contacts comes after deals in this migration's order.",
      hint: 'The order is accounts, contacts, deals.',
    }),
  )
})

function namesOf(selected: readonly { readonly index: number }[]): readonly (string | undefined)[] {
  return selected.map(({ index }) => imports[index]?.mapping.importName)
}
