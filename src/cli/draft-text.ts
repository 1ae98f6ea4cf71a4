import { noColumnPlaced } from '../init/decisions.ts'
import type { MappingDraft } from '../init/draft.ts'
import { formatCount, nameList, plainLine, shellWord } from '../report/text.ts'

/** What `init --json` prints. */
export interface InitJson {
  /** Where the mapping was written; null: nowhere. */
  readonly file: string | null
  readonly object: string
  /** Rows that were looked at. */
  readonly rows: number
  readonly key: string | null
  readonly placed: readonly { readonly column: string; readonly key: string }[]
  readonly unplaced: readonly { readonly column: string; readonly reason: string }[]
  /** Required keys that no column was placed at. */
  readonly missing: readonly string[]
  readonly decisions: readonly { readonly key: string; readonly message: string }[]
}

export function initJson(draft: MappingDraft, file: string | null): InitJson {
  const { object, rows, key, leftOut, missing, decisions } = draft
  return {
    file,
    object,
    rows,
    key: key?.isSure === true ? key.column : null,
    placed: placedColumns(draft),
    unplaced: leftOut.map(({ column, reason }) => ({ column, reason })),
    missing: missing.map(each => each.key),
    decisions,
  }
}

/** What `init` says to a person: what was placed, what was not, what is to be decided, and what to do next. */
export function initText(draft: MappingDraft, csv: string, file: string | null): string {
  const { leftOut, missing, decisions, unreadableRows } = draft
  const placed = new Set(placedColumns(draft).map(({ column }) => column)).size
  const where = file === null ? 'Drafted a mapping' : `Wrote ${plainLine(file)}`
  const isToldAsMissing = ({ key, message }: MappingDraft['decisions'][number]) =>
    missing.some(each => each.key === key) && message === noColumnPlaced
  const undecided = decisions.filter(decision => !isToldAsMissing(decision))
  const reasons = [...Map.groupBy(leftOut, ({ reason }) => reason)]
  return [
    `${where}: ${formatCount(placed, 'column')} placed, ${leftOut.length} not.`,
    ...(unreadableRows === 0
      ? []
      : [`${formatCount(unreadableRows, 'row')} could not be read: \`check\` tells which and why.`]),
    ...listed('Not placed:', reasons, ([reason, group]) => `${nameList(group.map(({ column }) => column))}: ${reason}`),
    ...listed('Required, and missing:', missing, ({ key }) => key),
    ...listed('To be decided:', undecided, ({ key, message }) => `${key}: ${message}`),
    ...(file === null
      ? []
      : [`Next: read it through, then lightfield-import check ${shellWord(csv)} --mapping ${shellWord(file)}`]),
  ].join('\n')
}

function listed<Item>(title: string, items: readonly Item[], text: (item: Item) => string): readonly string[] {
  return items.length === 0 ? [] : [title, ...items.map(item => `  ${plainLine(text(item))}`)]
}

function placedColumns({ fields, relationships }: MappingDraft): InitJson['placed'] {
  return [...fields, ...relationships]
    .filter(entry => entry.kind !== 'open')
    .flatMap(({ key, columns }) => columns.map(column => ({ column, key })))
}
