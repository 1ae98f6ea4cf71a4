import { expect, expectTypeOf, test } from 'vitest'
import {
  type CsvInput,
  type checkCsv,
  type FieldDefinition,
  type FindDefinition,
  type ImportCsvOptions,
  type ImportProgress,
  type ImportRun,
  type ImportSummary,
  importCsv,
  type importRows,
  type LedgerEntry,
  type MappingDefinition,
  type OpenLedger,
  type Outcome,
  openLedger,
  type RefusedRow,
  type RelationshipDefinition,
  type RowOutcome,
  type RunStopped,
  startSandbox,
} from '../../src/index.ts'
import { knownKeys } from '../../src/mapping/schema.ts'

/** Checked by the compiler; nothing of it runs but the last test. */

test('what an import takes', () => {
  expectTypeOf(importCsv).parameter(0).toEqualTypeOf<ImportCsvOptions>()
  expectTypeOf<ImportCsvOptions['csv']>().toEqualTypeOf<CsvInput>()
  expectTypeOf<string | URL | Uint8Array | AsyncGenerator<Uint8Array>>().toExtend<CsvInput>()
  expectTypeOf<NodeJS.ReadStream>().toExtend<CsvInput>()
  expectTypeOf<ReadableStream<Uint8Array>>().toExtend<CsvInput>()
  expectTypeOf<number>().not.toExtend<CsvInput>()
  expectTypeOf<10 | '5%' | '2.5%'>().toExtend<ImportCsvOptions['maxErrors']>()
  expectTypeOf<'5'>().not.toExtend<ImportCsvOptions['maxErrors']>()
  expectTypeOf<'update'>().not.toExtend<ImportCsvOptions['mode']>()
  // A variable of the environment may not be set.
  expectTypeOf<string | undefined>().not.toExtend<ImportCsvOptions['apiKey']>()
  expectTypeOf<{ csv: string; mapping: string; apiKey: string }>().toExtend<ImportCsvOptions>()
  expectTypeOf<{ csv: string; apiKey: string }>().not.toExtend<ImportCsvOptions>()
  expectTypeOf<{ csv: string; mapping: string; apiKey: string; ledger: null }>().toExtend<ImportCsvOptions>()
  expectTypeOf<{
    csv: string
    mapping: string
    apiKey: string
    ledger: OpenLedger
    limit: undefined
  }>().toExtend<ImportCsvOptions>()
  expectTypeOf<AsyncGenerator<{ id: number; name: string | null }>>().toExtend<
    Parameters<typeof importRows>[0]['rows']
  >()
  expectTypeOf<{ id: symbol }[]>().not.toExtend<Parameters<typeof importRows>[0]['rows']>()
})

test('what an import gives', () => {
  expectTypeOf(importCsv).returns.toEqualTypeOf<ImportRun>()
  expectTypeOf<ImportRun>().toExtend<AsyncIterable<RowOutcome>>()
  expectTypeOf<ImportRun>().toExtend<AsyncDisposable>()
  expectTypeOf<ImportRun['summary']>().toEqualTypeOf<Promise<ImportSummary>>()
  expectTypeOf<ImportRun['progress']>().toEqualTypeOf<ImportProgress>()
  expectTypeOf<RowOutcome['outcome']>().toEqualTypeOf<Outcome>()
  expectTypeOf<ImportSummary['stopped']>().toEqualTypeOf<RunStopped | null>()
  expectTypeOf<ImportSummary['outcomes']['created']>().toEqualTypeOf<number>()
  expectTypeOf<ReturnType<typeof checkCsv>>().toExtend<AsyncIterable<RefusedRow>>()
  expectTypeOf(openLedger).returns.resolves.toEqualTypeOf<OpenLedger>()
  expectTypeOf<OpenLedger['rows']>().returns.toExtend<Iterable<LedgerEntry>>()
  expectTypeOf(startSandbox).returns.resolves.toHaveProperty('url').toBeString()
})

test('what a mapping may say', () => {
  expectTypeOf<{
    object: 'opportunity'
    import: 'deals'
    fields: { $name: 'Name'; $stage: { column: 'Stage'; values: { won: 'Won' } } }
    relationships: { $account: { column: 'Company'; find: { object: 'account'; by: '$name'; missing: 'create' } } }
  }>().toExtend<MappingDefinition>()
  expectTypeOf<{ object: 'account'; fields: { $name: 'Name' } }>().not.toExtend<MappingDefinition>()
  expectTypeOf<{ column: 'Amount'; decimal: ';' }>().not.toExtend<FieldDefinition>()
})

type Keys<T> = Readonly<Record<keyof T, true>>

test('the types of a mapping know the keys that its schema knows', () => {
  const mapping: Keys<MappingDefinition> = {
    object: true,
    import: true,
    mode: true,
    key: true,
    match: true,
    ambiguous: true,
    gone: true,
    csv: true,
    clear: true,
    ignore: true,
    fields: true,
    relationships: true,
  }
  const field: Keys<FieldDefinition> = {
    column: true,
    first_of: true,
    template: true,
    values: true,
    trim: true,
    lower: true,
    upper: true,
    replace: true,
    value: true,
    default: true,
    when: true,
    on_error: true,
    decimal: true,
    round: true,
    format: true,
    zone: true,
    locale: true,
    region: true,
    clear: true,
    split: true,
    write: true,
    street: true,
    street2: true,
    city: true,
    state: true,
    postalCode: true,
    country: true,
    latitude: true,
    longitude: true,
    firstName: true,
    lastName: true,
  }
  const find: Keys<FindDefinition> = {
    object: true,
    by: true,
    fold: true,
    missing: true,
    ambiguous: true,
    fields: true,
  }
  const relationship: Keys<RelationshipDefinition> = {
    column: true,
    first_of: true,
    template: true,
    values: true,
    trim: true,
    lower: true,
    upper: true,
    replace: true,
    value: true,
    default: true,
    split: true,
    when: true,
    find: true,
    import: true,
    missing: true,
    write: true,
  }
  const csv: Keys<NonNullable<MappingDefinition['csv']>> = {
    delimiter: true,
    quote: true,
    escape: true,
    encoding: true,
    skip_lines: true,
    columns: true,
    max_field_bytes: true,
  }
  const pairs = [
    [mapping, []],
    [field, ['fields', '$name']],
    [relationship, ['relationships', '$account']],
    [find, ['relationships', '$account', 'find']],
    [csv, ['csv']],
  ] as const
  for (const [ours, path] of pairs) expect(Object.keys(ours).toSorted()).toEqual([...knownKeys(path)].toSorted())
})
