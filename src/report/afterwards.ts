import type { Look } from './style.ts'
import { formatCount, plainLine } from './text.ts'

/** What a person goes on with when a command has ended. */
export interface Afterwards {
  /** Links to a few of the records that were created. */
  readonly links: readonly string[]
  readonly files: TouchedFiles
  /** One, but where several imports have to be looked at; the most useful one first. */
  readonly next: readonly NextStep[]
}

/** Files of a command, by path; null: it had none. */
export interface TouchedFiles {
  readonly ledger: string | null
  /** `--results FILE`. */
  readonly results: string | null
  /** `--failed FILE`, with how many rows are in it. */
  readonly failed: { readonly path: string; readonly rows: number } | null
}

/** A command to go on with. */
export interface NextStep {
  /** As a shell takes it. */
  readonly command: string
  /** What it is for, or what comes before it, as a clause. */
  readonly why: string
}

/** The same in the one object of `--json`. */
export interface JsonAfterwards {
  readonly links: readonly string[]
  readonly files: { readonly ledger: string | null; readonly results: string | null; readonly failed: string | null }
  readonly next: NextStep | null
}

/** Lines with their subjects in front of them; null where there is nothing to tell. */
export function afterwardsText({ links, files, next }: Afterwards, { style }: Look): string | null {
  const told: readonly (readonly [subject: string, lines: readonly string[]])[] = [
    ['Records', links.map(plainLine)],
    ['Ledger', files.ledger === null ? [] : [plainLine(files.ledger)]],
    ['Results', files.results === null ? [] : [plainLine(files.results)]],
    ['Failed', files.failed === null ? [] : [failedText(files.failed)]],
    ['Next', next.flatMap(({ command, why }) => [style.bold(plainLine(command)), style.dim(plainLine(why))])],
  ]
  const shown = told.filter(([, lines]) => lines.length > 0)
  const width = Math.max(...shown.map(([subject]) => subject.length))
  const texts = shown.flatMap(([subject, lines]) =>
    lines.map((line, at) => `${style.dim((at === 0 ? subject : '').padEnd(width))}  ${line}`),
  )
  return texts.length === 0 ? null : texts.join('\n')
}

export function afterwardsJson({ links, files, next }: Afterwards): JsonAfterwards {
  return { links, files: { ...files, failed: files.failed?.path ?? null }, next: next[0] ?? null }
}

function failedText({ path, rows }: NonNullable<TouchedFiles['failed']>): string {
  return `${plainLine(path)} (${rows === 0 ? 'no row' : formatCount(rows, 'row')})`
}
