import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import type { Row } from './rows.ts'

/** A record in the terms of the file. */
export interface Held extends Row {
  readonly recordId: string
  readonly step: string
  readonly updatedAt: string
}

/** What the workspace holds, the trash left out. */
export interface Workspace {
  readonly deals: ReadonlyMap<string, Held>
  /** Names of the accounts. */
  readonly accounts: readonly string[]
}

export function workspaceOf(sandbox: Sandbox): Workspace {
  const { records } = sandbox.state()
  const live = (type: string) => (records[type] ?? []).filter(({ trashedAt }) => trashedAt === null)
  // A record that nobody knew of when its account was undone points to the trash.
  const named = (all: (typeof records)[string] = []) =>
    new Map(all.map(({ id, fields }) => [id, String(fields['$name'])]))
  const accounts = named(records['account'])
  const deals = live('opportunity').map(
    ({ id, fields, relationships, createdAt, updatedAt }): Held => ({
      recordId: id,
      id: String(fields['sourceId'] ?? ''),
      name: String(fields['$name']),
      amount: Number(fields['amount']),
      company: accounts.get(relationships['$account']?.[0] ?? '') ?? '',
      step: String(fields['nextStep']),
      updatedAt: updatedAt ?? createdAt,
    }),
  )
  return { deals: new Map(deals.map(deal => [deal.recordId, deal])), accounts: [...named(live('account')).values()] }
}

/** Whether a record holds what a row says. */
export function holds(held: Held, row: Row, step: string): boolean {
  const isItsOwn = held.id === '' || held.id === row.id
  const { name, amount, company } = held
  return isItsOwn && name === row.name && amount === row.amount && company === row.company && held.step === step
}
