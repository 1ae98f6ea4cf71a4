import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { recordsOf, type StateRecord } from '../import/api.ts'
import { type Crm, stages } from './crm.ts'

/** What the files say, record by record, in terms of the files: the same form as `heldCrm` gives. */
export function expectedCrm(crm: Crm): Readonly<Record<keyof Crm, readonly unknown[]>> {
  return {
    accounts: sorted(
      crm.accounts.map(row => [
        row['Name'],
        row['Region'],
        [row['Website']],
        listed(row['Main contact']),
        listed(row['Parent']),
      ]),
    ),
    contacts: sorted(
      crm.contacts.map(row => [row['ID'], row['First'], row['Last'], row['Title'] || null, listed(row['Account'])]),
    ),
    deals: sorted(
      crm.deals.map(row => [
        row['ID'],
        row['Name'],
        row['Stage'],
        Number(row['Amount']),
        `${row['Close']}T00:00:00.000Z`,
        listed(row['Account']),
        listed(row['Champion']),
        listed(row['Owner']),
        sorted(listed(row['Partners'])),
      ]),
    ),
    tasks: sorted(
      crm.tasks.map(row => [
        `${row['ID']} ${row['Subject']}`,
        row['Status'],
        row['Notes'] || null,
        listed(row['Assignee']),
        listed(row['Account']),
        listed(row['Deal']),
      ]),
    ),
  }
}

/** What the sandbox holds, with the files' own ids in place of the records'. */
export function heldCrm(sandbox: Sandbox): Readonly<Record<keyof Crm, readonly unknown[]>> {
  const accounts = recordsOf(sandbox, 'account')
  const contacts = recordsOf(sandbox, 'contact')
  const deals = recordsOf(sandbox, 'opportunity')
  const tasks = recordsOf(sandbox, 'task')
  const stagesById = new Map(stages.map(stage => [`opt_opportunity_stage_${stage.toLowerCase()}`, stage]))
  const names = new Map<string, string>([
    ...accounts.map(({ id, fields }) => [id, accountId(fields)] as const),
    ...contacts.map(({ id, fields }) => [id, contactId(fields)] as const),
    ...deals.map(({ id, fields }) => [id, String(fields['sourceId'])] as const),
    ...recordsOf(sandbox, 'member').map(({ id, fields }) => [id, String(fields['$email'])] as const),
  ])
  const links = ({ relationships }: StateRecord, key: string) =>
    (relationships[key] ?? []).map(id => names.get(id) ?? id)
  return {
    accounts: sorted(
      accounts.map(record => {
        const { fields } = record
        return [
          fields['$name'],
          fields['region'],
          fields['$website'],
          links(record, 'mainContact'),
          links(record, 'parentAccount'),
        ]
      }),
    ),
    contacts: sorted(
      contacts.map(record => {
        const { firstName, lastName } = record.fields['$name'] as { firstName: string; lastName: string }
        return [
          contactId(record.fields),
          firstName,
          lastName,
          record.fields['jobTitle'] ?? null,
          links(record, '$account'),
        ]
      }),
    ),
    deals: sorted(
      deals.map(record => {
        const { fields } = record
        return [
          fields['sourceId'],
          fields['$name'],
          stagesById.get(String(fields['$stage'])),
          fields['amount'],
          fields['closeDate'],
          ...['$account', '$champion', '$owner'].map(key => links(record, key)),
          sorted(links(record, 'partners')),
        ]
      }),
    ),
    tasks: sorted(
      tasks.map(record => {
        const { fields } = record
        const own = [fields['$title'], fields['$status'], fields['$description'] ?? null]
        return [...own, ...['$assignedTo', '$account', '$opportunity'].map(key => links(record, key))]
      }),
    ),
  }
}

function listed(cell: string | undefined): readonly string[] {
  return cell === undefined || cell === '' ? [] : cell.split(';')
}

function accountId(fields: StateRecord['fields']): string {
  return String(fields['$name']).replace('Company ', '')
}

function contactId(fields: StateRecord['fields']): string {
  return String((fields['$email'] as string[])[0]).replace('@example.com', '')
}

function sorted<T>(rows: readonly T[]): readonly T[] {
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}
