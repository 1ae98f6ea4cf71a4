import type { Argument, Option } from 'commander'
import { writableObjects } from '../../model/objects.ts'
import { outcomes } from '../../model/outcome.ts'
import { plainLine, shortName } from '../../report/text.ts'

/** A word, and what it means. */
export type Candidate = readonly [word: string, meaning: string]

export interface Suggestion {
  readonly candidates: readonly Candidate[]
  readonly kind: 'words' | 'list' | 'files'
  /** Of files, the endings that are looked for first, without a dot; none: any. */
  readonly endings?: readonly string[]
}

export function words(candidates: readonly Candidate[]): Suggestion {
  return { candidates, kind: 'words' }
}

/**
 * What may be the value of an option.
 *
 * @param typed what stands there already
 * @param given the words of the call so far
 */
export async function suggestValue(option: Option, typed: string, given: readonly string[]): Promise<Suggestion> {
  if (option.argChoices !== undefined) return words(option.argChoices.map(choice => [choice, '']))
  switch (option.long) {
    case '--status':
      return outcomeList(typed)
    case '--object':
      return objectTypes()
    case '--run':
      return words(await runsOf(given))
    case '--verify':
      return words([['all', 'every record that was written']])
    default:
      return /[<[](file|path)[>\]]/.test(option.flags) ? files(endingsOf.get(option.long ?? '')) : words([])
  }
}

/** What may be an argument, by its name. */
export function suggestArgument(argument: Argument): Suggestion {
  if (argument.argChoices !== undefined) return words(argument.argChoices.map(choice => [choice, '']))
  switch (argument.name()) {
    case 'type':
      return objectTypes()
    case 'csv':
      return files(['csv', 'tsv', 'txt', 'gz'])
    case 'file':
      return files(mappingEndings)
    default:
      return words([])
  }
}

const mappingEndings = ['yaml', 'yml', 'json']

const endingsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['--mapping', mappingEndings],
  ['--definitions', ['json']],
  ['--ledger', ['db']],
  ['--failed', ['csv']],
  ['--results', ['csv']],
])

function files(endings: readonly string[] = []): Suggestion {
  return { candidates: [], kind: 'files', endings }
}

function objectTypes(): Suggestion {
  return words(writableObjects.map(type => [type, '']))
}

/** `failed,in` goes on with every outcome that is not in the list yet. */
function outcomeList(typed: string): Suggestion {
  const before = typed.split(',').slice(0, -1)
  const left = outcomes.filter(outcome => !before.includes(outcome))
  return { candidates: left.map(outcome => [[...before, outcome].join(','), '']), kind: 'list' }
}

/** The runs of the ledger that the call names, or that lies beside its mapping; without one, or a readable one, none. */
async function runsOf(given: readonly string[]): Promise<readonly Candidate[]> {
  const { ledgerPath } = await import('../../library/ledger-path.ts')
  const { listRuns } = await import('../../ledger/run-list.ts')
  const ledger = valueGiven(given, '--ledger')
  const mapping = valueGiven(given, '--mapping')
  try {
    const runs = await listRuns(
      ledgerPath({ ...(ledger !== null && { ledger }), ...(mapping !== null && { mapping }) }),
    )
    return runs.map(({ id, importName, startedAt }) => [
      plainLine(id),
      plainLine(`${shortName(importName)}, ${new Date(startedAt).toISOString()}`),
    ])
  } catch {
    // A key that is pressed in the middle of a call is no place for an error.
    return []
  }
}

function valueGiven(given: readonly string[], name: string): string | null {
  const joined = given.find(word => word.startsWith(`${name}=`))
  if (joined !== undefined) return joined.slice(name.length + 1)
  const index = given.indexOf(name)
  return index === -1 ? null : (given[index + 1] ?? null)
}
