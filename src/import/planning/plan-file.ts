import { constants, readSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { InputError, type Problem, RunStopped } from '../../errors.ts'
import { canonicalJson, parseJson } from '../../model/json.ts'
import { isPlanEnd, type PlanEnd } from './plan-end.ts'
import { type PlanHeader, parsePlanHeader } from './plan-header.ts'
import { type PlanParent, type PlanRow, parsePlanRow } from './plan-row.ts'

/** A plan that was written before, checked from its first line to its last. */
export interface StoredPlan extends AsyncDisposable {
  readonly path: string
  readonly header: PlanHeader
  /** Number of the last row that is planned; rows are planned from the first one on, without gaps. */
  readonly lastRow: number
  /** Whether some row of the plan has a record made that it names. */
  makes(parent: PlanParent): boolean
  /** @throws RunStopped `plan_unreadable` where the file is not what it was when it was checked */
  row(number: number): PlanRow
}

const problemsShown = 10
const lineFeed = 0x0a

/** Longest line that is taken for one of a plan: many times what a row of a CSV may hold. */
const maxLineBytes = 64 * 1024 * 1024

/**
 * Opens a plan and checks all of it. What is kept of a row is where its line begins, 8 bytes.
 *
 * @throws InputError `plan_unreadable`, `plan_invalid` with the lines that are broken
 */
export async function openPlanFile(path: string): Promise<StoredPlan> {
  const handle = await openFile(path)
  try {
    return { ...(await checkPlan(handle, path)), [Symbol.asyncDispose]: () => handle.close() }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function checkPlan(handle: FileHandle, path: string): Promise<Omit<StoredPlan, keyof AsyncDisposable>> {
  const parents = new Set<string>()
  /** Where each line begins, the header's first; then the end. */
  const starts: number[] = []
  let header: PlanHeader | null = null
  let ending: PlanEnd | null = null
  let rows = 0
  const problems: Problem[] = []
  for await (const { text, start, end } of linesOf(handle, path)) {
    starts[starts.length === 0 ? 0 : starts.length - 1] = start
    starts.push(end)
    const line = starts.length - 1
    const broken = (message: string): void => void problems.push({ file: path, line, column: null, message })
    const json = parseJson(text)
    if (header === null) {
      const parsed = parsePlanHeader(json)
      if (typeof parsed !== 'string') header = parsed
      else broken(parsed)
    } else if (ending !== null) {
      broken('the plan ends before this line')
    } else if (isPlanEnd(json)) {
      ending = json
      if (ending.rows !== rows) broken(`the count of rows here is ${ending.rows}, and the plan has ${rows}`)
    } else {
      rows += 1
      const row = parsePlanRow(json)
      if (row === null) broken('this is not a line of a plan')
      else if (row.row !== rows) broken(`row ${rows} is expected here, and this is row ${row.row}`)
      for (const parent of row?.parents ?? []) parents.add(canonicalJson(parent))
    }
    if (header === null || problems.length === problemsShown) break
  }
  if (header !== null && ending === null && problems.length < problemsShown) {
    const message = 'the plan is cut off after this line: its last line, which says how many rows it has, is missing'
    problems.push({ file: path, line: rows + 1, column: null, message })
  }
  if (header === null || problems.length > 0) throw invalidPlan(path, problems)
  return {
    path,
    header,
    lastRow: rows,
    makes: parent => parents.has(canonicalJson(parent)),
    row: number => readRow(handle, path, number, starts),
  }
}

function readRow({ fd }: FileHandle, path: string, number: number, starts: readonly number[]): PlanRow {
  const start = starts[number] ?? 0
  const bytes = Buffer.alloc((starts[number + 1] ?? start) - start)
  readSync(fd, bytes, 0, bytes.length, start)
  const row = parsePlanRow(parseJson(bytes.toString()))
  if (row?.row === number) return row
  throw new RunStopped('plan_unreadable', `${path} was changed while the run went by it.`, {
    hint: 'Leave the file alone until the run has ended; the same command goes on from there.',
  })
}

interface Line {
  readonly text: string
  /** First byte of the line, and first byte after it and its line feed. */
  readonly start: number
  readonly end: number
}

async function* linesOf(handle: FileHandle, path: string): AsyncGenerator<Line> {
  let rest = Buffer.alloc(0)
  let start = 0
  try {
    // The handle is needed afterwards: rows are read again when their turn comes.
    for await (const chunk of handle.createReadStream({ autoClose: false, start: 0 }) as AsyncIterable<Buffer>) {
      const bytes = Buffer.concat([rest, chunk])
      let from = 0
      for (let to = bytes.indexOf(lineFeed); to >= 0; to = bytes.indexOf(lineFeed, from)) {
        yield { text: bytes.toString('utf8', from, to), start: start + from, end: start + to + 1 }
        from = to + 1
      }
      start += from
      rest = bytes.subarray(from)
      if (rest.length > maxLineBytes) throw new Error('it has a line without end')
    }
  } catch (cause) {
    throw unreadable(path, cause)
  }
  if (rest.length > 0) yield { text: rest.toString(), start, end: start + rest.length }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    // Without blocking: opening a pipe would wait for somebody to write to it.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = await handle.stat()
    if (stats.isFile() || stats.isDirectory()) return handle
    await handle.close()
    throw new Error('it is a pipe or a device')
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

function unreadable(path: string, cause: unknown): InputError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new InputError('plan_unreadable', `The plan ${path} cannot be read: ${reason}.`, {
    cause,
    hint: 'Check the path given with --plan; `run … --dry-run --plan FILE` draws a plan.',
  })
}

function invalidPlan(path: string, problems: readonly Problem[]): InputError {
  const said = problems.length > 0 ? problems : [{ file: path, line: 1, column: null, message: 'the file is empty' }]
  return new InputError('plan_invalid', `${path} is not a plan that can be carried out: nothing was sent.`, {
    problems: said,
    hint: 'Draw it again with --dry-run --plan FILE, and leave its lines as they are.',
  })
}
