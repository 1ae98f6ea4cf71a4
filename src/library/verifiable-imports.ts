import { InputError } from '../errors.ts'
import { LedgerShelf } from '../import/ledger-shelf.ts'
import { sameAsSent } from '../import/verify/same-as-sent.ts'
import type { VerifiableImport } from '../import/verify/verify-import.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { compilePolicy } from '../mapping/policy.ts'
import type { ObjectDefinitions } from '../model/definitions.ts'
import { type DefinitionsSource, fetchDefinitions } from './definitions-source.ts'
import { knownImport } from './shelf.ts'

/**
 * What there is to read back: the import itself, and the parents that it has made (`missing: create`).
 *
 * @throws InputError `object_changed`, `object_unknown`, `mapping_invalid`
 * @throws RunStopped where the API refuses or cannot be reached
 */
export async function verifiableImports(
  ledger: Ledger,
  mapping: Mapping,
  source: DefinitionsSource,
  signal: AbortSignal,
): Promise<readonly VerifiableImport[]> {
  const { importName, object } = mapping
  assertSameObject(ledger, mapping)
  const own = await fetchDefinitions(source, object, signal)
  const { valueTypes, options } = compilePolicy(mapping, own)
  // What an older mapping has written is compared too, by what the workspace says of it.
  const all = factsOf(own)
  const isSame = sameAsSent({
    valueTypes: new Map([...all.valueTypes, ...valueTypes]),
    options: new Map([...all.options, ...options]),
  })
  const others = new LedgerShelf({ kind: 'real', ledger }).besides(importName)
  const imports: VerifiableImport[] = [{ object, ledger: knownImport(ledger, importName), isSame }]
  for (const type of others.parentTypes()) {
    const made = others.madeParents(type)
    if (made === null) continue
    const definitions = await fetchDefinitions(source, type, signal)
    imports.push({ object: type, ledger: made, isSame: sameAsSent(factsOf(definitions)) })
  }
  return imports
}

/** Null: the type has no definitions to go by. */
function factsOf(definitions: ObjectDefinitions | null): Parameters<typeof sameAsSent>[0] {
  const fields = [...(definitions?.fields ?? [])]
  return {
    valueTypes: new Map(fields.map(([key, { valueType }]) => [key, valueType])),
    options: new Map(fields.map(([key, { options }]) => [key, options])),
  }
}

function assertSameObject(ledger: Ledger, { importName, object, file }: Mapping): void {
  const known = ledger.importNames(importName).find(({ name }) => name === importName)
  if (known === undefined || known.object === object) return
  throw new InputError(
    'object_changed',
    `The ledger ${ledger.path} has ${importName} as an import of ${known.object}, and ${file} makes it one of ${object}.`,
    { hint: 'Give the mapping file that the import was run with.' },
  )
}
