import assert from 'node:assert/strict'
import fc from 'fast-check'
import { InputError } from '../../src/errors.ts'
import { compileMapping } from '../../src/mapping/compile.ts'
import type { Mapping } from '../../src/mapping/mapping.ts'
import { parseMapping } from '../../src/mapping/parse.ts'
import { accountDefinitions, opportunityDefinitions } from '../mapping/definitions.ts'
import { type FuzzTarget, mutated, target } from './target.ts'

const mappings = [
  `object: opportunity
import: hubspot-deals
mode: upsert
key: [Deal ID]
match: { by: $name, fold: [case, space] }
csv: { delimiter: ";", encoding: windows-1252 }
ignore: [Internal notes]
clear: "NULL"
fields:
  $name: Deal Name
  $stage: { column: Stage, values: { closedwon: Won, closedlost: Lost }, on_error: omit }
  amount: { column: Amount, decimal: ",", round: true }
  closeDate: { column: Close Date, format: MM/dd/yyyy, zone: America/New_York }
  segments: { column: Segments, split: ";" }
  hq: { street: Street, city: City, country: { column: Country, values: { UK: GB } } }
  memo: { template: "{Company} - {Product}" }
  seats: { first_of: [Seats, Amount], default: 3, when: { column: Stage, is: closedwon } }
  phones: { column: Phone, region: DE, replace: { pattern: "x(\\\\d+)", with: "ext$1" } }
relationships:
  $account: { column: Company, find: { object: account, by: $name, missing: create } }
  $owner: { column: Owner, find: { object: member, by: $email } }
  partners: { column: Partners, import: accounts, split: "," }
`,
  'object: account\nfields: &f { $name: Name }\nrelationships: {}\n',
  '{"object": "account", "key": "ID", "fields": {"$name": {"column": "Name", "trim": true}}}',
] as const

const pieces = [
  ...[':', ': ', '- ', '? ', '\n', '\n  ', '\t', '{', '}', '[', ']', ',', '#', '|', '>', "'", '"', '&a ', '*a', '!x '],
  ...['---\n', '...\n', '%YAML 1.1\n', '<<: ', '__proto__', 'constructor', '$1', '{A}', '(', '(?=', '.*', '\\', '\0'],
  ...['column', 'find', 'fields', 'values', 'null', 'true', '0x1', '1e999', '.nan', '2026-01-01', '\u2028', '\ufeff'],
]

const words = [
  ...['object', 'fields', 'relationships', 'key', 'match', 'csv', 'import', 'mode', 'ignore', 'clear', 'account'],
  ...['column', 'find', 'by', 'values', 'value', 'template', 'default', 'split', 'when', 'is', 'replace', 'pattern'],
  ...['with', 'first_of', 'format', 'zone', 'decimal', 'region', 'missing', 'create', '$name', '$account', 'Name', ''],
  ...['__proto__', 'constructor', 'toString', '{Name}', 'yyyy-MM-dd', 'Europe/Berlin', '(a', 'opportunity', 'upsert'],
]

const { value: structure } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<unknown>(...words, null, true, 7, -0.5),
    fc.dictionary(fc.constantFrom(...words), tie('value'), { maxKeys: 6 }),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
}))

const columns = [
  'Deal ID',
  'Deal Name',
  'Name',
  'Stage',
  'Amount',
  'Close Date',
  'Company',
  'Owner',
  'Partners',
  'Phone',
]

/** What is claimed of the mapping loader. */
export const mappingLoaderTargets: readonly FuzzTarget[] = [
  target(
    'a spoilt mapping is a mapping, or an error with all its problems',
    400,
    [mutated(mappings, pieces), cells()],
    loads,
  ),
  target('any structure of known words is', 400, [structure.map(value => JSON.stringify(value)), cells()], loads),
  target('any text is', 200, [fc.string({ unit: 'binary', maxLength: 200 }), cells()], loads),
]

/** What can be loaded is bound to columns too, and judges a row: nothing but the same error comes of it. */
function loads(text: string, row: readonly string[]): void {
  const startedAt = performance.now()
  const mapping = orProblems(() => parseMapping(text, 'mapping.yaml'))
  if (mapping !== null) judges(mapping, row)
  assert.ok(performance.now() - startedAt < 5_000, 'it takes seconds')
}

function judges(mapping: Mapping, row: readonly string[]): void {
  const own = mapping.object === 'opportunity' ? opportunityDefinitions : null
  const related = new Map([['account', accountDefinitions]])
  const compiled = orProblems(() => compileMapping(mapping, columns, own, related))
  if (compiled === null) return
  const judgement = compiled.judge(row)
  assert.ok(judgement.kind === 'ready' || judgement.problems.length > 0)
}

function orProblems<Result>(work: () => Result): Result | null {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    assert.ok(error.problems.length > 0 || error.message.length > 0)
    for (const { message, line, column } of error.problems) {
      assert.ok(message.length > 0)
      assert.ok((line ?? 1) >= 1 && (column ?? 1) >= 1)
    }
    return null
  }
}

function cells(): fc.Arbitrary<string[]> {
  const cell = fc.oneof(
    fc.constantFrom('', '1', '1,5', '2026-10-20', 'closedwon', 'NULL', 'a;b'),
    fc.string({ unit: 'binary' }),
  )
  return fc.array(cell, { minLength: columns.length, maxLength: columns.length })
}
