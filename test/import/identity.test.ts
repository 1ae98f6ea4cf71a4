import { expect, test } from 'vitest'
import { idempotencyKey } from '../../src/import/idempotency-key.ts'
import { rowIdentifier } from '../../src/import/identity.ts'
import { annotationColumns } from '../../src/model/annotation-columns.ts'
import { Occurrences } from '../../src/model/occurrences.ts'

const identifier = (columns: readonly string[], key: readonly number[] | null) =>
  rowIdentifier(columns, key, new Occurrences())

test('these are the identities that ledgers in the field hold: a change here would import every row again', () => {
  expect(identifier(['ID', 'Name'], [0]).ofCells(['42', 'Acme'])).toEqual({
    identity: expect.stringMatching(/^[0-9a-f]{32}$/),
    key: '42',
    earlier: 0,
  })
  expect(identifier(['ID', 'Name'], [0]).ofCells(['42', 'Acme']).identity).toBe('f2583328e4bdefa71186a9a7787897cc')
  expect(identifier(['ID', 'Name'], null).ofCells(['42', 'Acme']).identity).toBe('0309c02775cac225be7b39d09de6d541')
  expect(identifier(['ID', 'Name'], null).ofText('42,Acme,').identity).toBe('c1f09ddbd492172bcd7a26611a2a57f7')
})

test('the order of the columns does not matter, neither for a key nor for the content', () => {
  expect(identifier(['A', 'B'], null).ofCells(['1', '2']).identity).toBe(
    identifier(['B', 'A'], null).ofCells(['2', '1']).identity,
  )
  expect(identifier(['A', 'B'], [0, 1]).ofCells(['1', '2']).identity).toBe(
    identifier(['B', 'A'], [0, 1]).ofCells(['2', '1']).identity,
  )
})

test('a key is trimmed, content is taken to the letter', () => {
  const [keyed, whole] = [identifier(['A'], [0]), identifier(['A'], null)]
  expect(keyed.ofCells([' 1 ']).identity).toBe(identifier(['A'], [0]).ofCells(['1']).identity)
  expect(whole.ofCells([' 1 ']).identity).not.toBe(identifier(['A'], null).ofCells(['1']).identity)
})

test('values cannot slide from one column into the next', () => {
  const whole = identifier(['A', 'B'], null)
  expect(whole.ofCells(['12', '3']).identity).not.toBe(whole.ofCells(['1', '23']).identity)
})

test('rows that are alike are told apart by which of them it is, wherever they stand', () => {
  const first = identifier(['A'], null)
  const identities = [first.ofCells(['x']), first.ofCells(['y']), first.ofCells(['x'])].map(row => row.identity)
  const second = identifier(['A'], null)
  const moved = [second.ofCells(['y']), second.ofCells(['x']), second.ofCells(['x'])].map(row => row.identity)

  expect(new Set(identities).size).toBe(3)
  expect(moved.toSorted()).toEqual(identities.toSorted())
})

test('the columns that --failed adds are no part of a row', () => {
  const plain = identifier(['A'], null).ofCells(['x']).identity
  const annotated = identifier(['A', ...annotationColumns], null).ofCells(['x', 'failed', 'c', 'p', 'm', '7'])
  expect(annotated.identity).toBe(plain)
})

const write = {
  importName: 'deals',
  object: 'opportunity',
  operation: 'create',
  identity: '0123',
  body: '{"fields":{"$name":"Acme"}}',
  after: null,
} as const

test('this is the idempotency key of this write, on every machine', () => {
  expect(idempotencyKey(write)).toBe('lfi1-18b02ab392d0c081d20234c55beabddcbe5413181d74973234706c90d7ee861b')
  expect(idempotencyKey(write).length).toBeLessThan(255)
})

test.each([
  ['import', { importName: 'other' }],
  ['object type', { object: 'account' }],
  ['operation', { operation: 'update' }],
  ['row identity', { identity: '0124' }],
  ['payload', { body: '{"fields":{"$name":"Acme "}}' }],
  ['write that an update follows', { after: 'lfi1-0' }],
] as const)('another %s makes another idempotency key', (_, difference) => {
  expect(idempotencyKey({ ...write, ...difference })).not.toBe(idempotencyKey(write))
})
