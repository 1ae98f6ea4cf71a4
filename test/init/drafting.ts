import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCsv } from '../../src/csv/open.ts'
import type { MappingDraft } from '../../src/init/draft.ts'
import { draftMapping } from '../../src/init/draft-mapping.ts'
import { mappingText } from '../../src/init/mapping-text.ts'
import { readSample, type Sample, type SampleBounds, sampleBounds } from '../../src/init/sample.ts'
import { parseDefinitions } from '../../src/lightfield/definitions.ts'
import type { ObjectDefinitions } from '../../src/model/definitions.ts'
import { buildCatalog } from '../../src/sandbox/catalog.ts'
import { definitionsBody } from '../../src/sandbox/responses.ts'
import { seedWorkspace } from '../../src/sandbox/seed-workspace.ts'

const never = new AbortController().signal

/** The definitions of a type in the workspace that a sandbox has. */
export function seedDefinitions(object: string): ObjectDefinitions {
  const model = buildCatalog(seedWorkspace).types.get(object)
  if (model === undefined) throw new Error(`the sandbox has no ${object}`)
  return parseDefinitions(JSON.parse(JSON.stringify(definitionsBody(model))), 'the sandbox')
}

/** The beginning of a CSV file. */
export async function sampleFile(path: string, bounds: SampleBounds = sampleBounds): Promise<Sample> {
  await using reader = await openCsv(path, {}, never)
  return readSample(reader, bounds, never)
}

/** The sample of a file with these columns, each with its cells from top to bottom. */
export async function sampleOf(columns: Readonly<Record<string, readonly string[]>>): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'init-'))
  try {
    const path = join(folder, 'sample.csv')
    await writeFile(path, csvOf(columns))
    return await sampleFile(path)
  } finally {
    await rm(folder, { recursive: true })
  }
}

export interface Drafted {
  readonly draft: MappingDraft
  /** The mapping file. */
  readonly text: string
}

/** Drafts a mapping of these columns in the sandbox's workspace. */
export async function draftOf(object: string, columns: Readonly<Record<string, readonly string[]>>): Promise<Drafted> {
  return written(draftMapping(await sampleOf(columns), object, seedDefinitions(object)))
}

export function written(draft: MappingDraft): Drafted {
  return { draft, text: mappingText(draft, { csvName: 'sample.csv', schemaPath: './mapping.schema.json' }) }
}

function csvOf(columns: Readonly<Record<string, readonly string[]>>): string {
  const names = Object.keys(columns)
  const height = Math.max(...Object.values(columns).map(cells => cells.length))
  const rows = Array.from({ length: height }, (_, row) => names.map(name => columns[name]?.[row] ?? ''))
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`
  return [names, ...rows].map(cells => `${cells.map(quote).join(',')}\n`).join('')
}
