import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import type { FieldValue } from '../model/payload.ts'
import { SandboxError } from './errors.ts'
import type { IdempotencyClaim } from './idempotency.ts'
import { LinkList } from './link-list.ts'
import type { Merge } from './merge.ts'
import type { StoredRecord } from './records.ts'

/** One thing that happened to the sandbox and must be there again after a restart. */
export type JournalEntry =
  | {
      readonly kind: 'write'
      readonly atMs: number
      readonly record: StoredRecord
      readonly claim: IdempotencyClaim | null
    }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'merge'; readonly atMs: number; readonly merge: Merge }

/** The state on disk: a journal to which every write is added before it is answered, so a killed sandbox loses none. */
export interface Journal {
  append(entry: JournalEntry): void
  /** Forgets everything written so far. */
  clear(): void
  close(): void
}

const header = '{"lightfieldSandbox":1}'
const chunkBytes = 1024 * 1024

/**
 * Opens or creates a state file and hands what it holds to `replay`, oldest first.
 * Throws `SandboxError` `state_file` where the file cannot be read or is something else; a last line that was cut short
 * by a crash is dropped, since it cannot have been answered.
 */
export function openJournal(path: string, replay: (entry: JournalEntry) => void): Journal {
  const file = openFile(path)
  try {
    const endOfLastLine = readLines(file, (line, number) => {
      if (number > 1) replay(parseEntry(line, number, path))
      else if (line !== header) throw new SandboxError('state_file', `${path} is not a state file of this sandbox.`)
    })
    ftruncateSync(file, endOfLastLine)
    if (endOfLastLine === 0) writeSync(file, `${header}\n`)
  } catch (error) {
    closeSync(file)
    if (error instanceof SandboxError) throw error
    throw new SandboxError('state_file', `Cannot read the state file ${path}.`, error)
  }
  return {
    append: entry => void writeAll(file, `${JSON.stringify(plainEntry(entry))}\n`),
    clear() {
      ftruncateSync(file, 0)
      writeAll(file, `${header}\n`)
    },
    close: () => closeSync(file),
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'a+', 0o600)
  } catch (error) {
    throw new SandboxError('state_file', `Cannot open the state file ${path}.`, error)
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text)
  let written = 0
  while (written < bytes.length) written += writeSync(file, bytes, written)
}

/** Calls back for each whole line, counted from 1; returns the position after the last of them. */
function readLines(file: number, onLine: (line: string, number: number) => void): number {
  const chunk = Buffer.allocUnsafe(chunkBytes)
  let rest = Buffer.alloc(0)
  let position = 0
  let number = 0
  let end = 0
  for (;;) {
    const size = readSync(file, chunk, 0, chunkBytes, position)
    if (size === 0) return end
    position += size
    const bytes = Buffer.concat([rest, chunk.subarray(0, size)])
    let start = 0
    for (let stop = bytes.indexOf(10); stop !== -1; stop = bytes.indexOf(10, start)) {
      number += 1
      onLine(bytes.toString('utf8', start, stop), number)
      end += stop + 1 - start
      start = stop + 1
    }
    rest = bytes.subarray(start)
  }
}

interface PlainWrite {
  readonly kind: 'write'
  readonly atMs: number
  readonly record: Omit<StoredRecord, 'fields' | 'relationships'> & {
    readonly fields: readonly (readonly [string, FieldValue])[]
    readonly relationships: readonly (readonly [string, readonly string[]])[]
  }
  readonly claim: IdempotencyClaim | null
}

type PlainEntry = PlainWrite | Exclude<JournalEntry, { kind: 'write' }>

function plainEntry(entry: JournalEntry): PlainEntry {
  if (entry.kind !== 'write') return entry
  const { fields, relationships, ...rest } = entry.record
  const links = Array.from(relationships, ([key, list]) => [key, list.toArray()] as const)
  return { ...entry, record: { ...rest, fields: [...fields], relationships: links } }
}

function parseEntry(line: string, number: number, path: string): JournalEntry {
  try {
    const entry = JSON.parse(line) as PlainEntry
    if (entry.kind !== 'write') return entry
    const { fields, relationships, ...rest } = entry.record
    const links = new Map(relationships.map(([key, ids]) => [key, LinkList.of(ids)]))
    return { ...entry, record: { ...rest, fields: new Map(fields), relationships: links } }
  } catch (error) {
    throw new SandboxError('state_file', `Line ${number} of the state file ${path} cannot be read.`, error)
  }
}
