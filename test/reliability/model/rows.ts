import type { Column, Shape } from './history.ts'

/** One row of the file. */
export interface Row {
  readonly id: string
  readonly name: string
  readonly amount: number
  /** Name of the account that it belongs to. */
  readonly company: string
}

/** The account that all rows name where none is made. */
export const company = 'Acme'

const names = ['Deal', 'Offer', 'Plan']
const companies = [company, 'Bolt', 'Cord']

export function firstRows(count: number, shape: Shape): readonly Row[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `D-${index + 1}`
    // Two are alike but for their ids, and the others differ from them.
    return { id, name: nameOf(0, id, shape), amount: index < 2 ? 100 : 200, company }
  })
}

export function edited(row: Row, column: Column, variant: number, shape: Shape): Row {
  switch (column) {
    case 'name':
      return { ...row, name: nameOf(variant, row.id, shape) }
    case 'amount':
      return { ...row, amount: 100 * (variant + 1) }
    case 'company':
      return shape.makesParents ? { ...row, company: companies[variant] ?? company } : row
  }
}

function nameOf(variant: number, id: string, { isAlike }: Shape): string {
  const name = names[variant] ?? ''
  return isAlike ? name : `${name} ${id}`
}

/** Without a key the file has no column that tells rows apart which are to be alike. */
export function csvOf(rows: readonly Row[], { hasKey, isAlike, makesParents }: Shape): string {
  const columns: readonly (readonly [string, (row: Row) => string])[] = [
    ...(hasKey || !isAlike ? [['ID', (row: Row) => row.id] as const] : []),
    ['Name', row => row.name],
    ['Amount', row => String(row.amount)],
    ...(makesParents ? [['Company', (row: Row) => row.company] as const] : []),
  ]
  const lines = rows.map(row => columns.map(([, cell]) => cell(row)).join(','))
  return `${[columns.map(([name]) => name).join(','), ...lines].join('\n')}\n`
}

/** @param step what the mapping says of every record */
export function mappingOf({ mode, hasKey, match, makesParents, isAlike }: Shape, step: string, accountId: string) {
  const account = makesParents
    ? '{ column: Company, find: { object: account, by: $name, missing: create } }'
    : `{ value: ${accountId} }`
  return `
object: opportunity
import: deals
mode: ${mode}
${match === null ? '' : `match: ${match}`}
${hasKey ? 'key: [ID]' : ''}
fields:
  $name: Name
  $stage: { value: Lead }
  amount: { column: Amount, decimal: "." }
  nextStep: { value: ${step} }
  ${isAlike ? '' : 'sourceId: ID'}
relationships: { $account: ${account} }
`
}
