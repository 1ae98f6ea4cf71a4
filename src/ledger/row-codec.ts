import type { LedgerRow, RowState } from './ledger-row.ts'

/** A row of the `rows` table, as SQLite gives and takes it. */
export type RowColumns = Readonly<Record<(typeof rowColumns)[number], string | number | null>>

export const rowColumns = [
  'identity',
  'row',
  'line',
  'key',
  'state',
  'record_id',
  'http_link',
  'written_digest',
  'written_body',
  'written_key',
  'sent_operation',
  'sent_digest',
  'sent_body',
  'sent_result',
  'idempotency_key',
  'first_sent_at',
  'draft',
  'attempts',
  'error_code',
  'error_param',
  'error_column',
  'error_message',
  'run_id',
  'at',
  'match_key',
  'follows',
  'sent_before',
] as const

/** Stands for a text that is there once already: most rows are written by one create, whose body is also its result. */
const sameAsSent = ''

/** The values of a row's columns, in the order of `rowColumns`. */
export function encodeRow(row: LedgerRow): (string | number | null)[] {
  const { written, sent, error } = row
  return [
    row.identity,
    row.row,
    row.line,
    row.key,
    row.state,
    row.recordId,
    row.httpLink,
    written?.digest ?? null,
    written && written.body === sent?.result ? sameAsSent : (written?.body ?? null),
    written && written.idempotencyKey === sent?.idempotencyKey ? sameAsSent : (written?.idempotencyKey ?? null),
    sent?.operation ?? null,
    sent?.digest ?? null,
    sent?.body ?? null,
    sent && sent.result === sent.body ? sameAsSent : (sent?.result ?? null),
    sent?.idempotencyKey ?? null,
    sent?.firstSentAt ?? null,
    row.draft,
    row.attempts,
    error?.code ?? null,
    error?.param ?? null,
    error?.column ?? null,
    error?.message ?? null,
    row.runId,
    row.at,
    row.matchKey,
    row.follows,
    sent?.before ?? null,
  ]
}

/** The row that `encodeRow` made these columns of. */
export function decodeRow(columns: RowColumns): LedgerRow {
  const sentBody = textOrNull(columns.sent_body)
  const sentResult = columns.sent_result === sameAsSent ? sentBody : textOrNull(columns.sent_result)
  const sentKey = textOrNull(columns.idempotency_key)
  const writtenKey = columns.written_key === sameAsSent ? sentKey : textOrNull(columns.written_key)
  const writtenBody = columns.written_body === sameAsSent ? sentResult : textOrNull(columns.written_body)
  return {
    identity: String(columns.identity),
    row: Number(columns.row),
    line: Number(columns.line),
    key: String(columns.key),
    state: String(columns.state) as RowState,
    recordId: textOrNull(columns.record_id),
    httpLink: textOrNull(columns.http_link),
    written:
      writtenBody === null
        ? null
        : { digest: String(columns.written_digest), body: writtenBody, idempotencyKey: writtenKey ?? '' },
    sent:
      sentBody === null
        ? null
        : {
            operation: columns.sent_operation === 'update' ? 'update' : 'create',
            digest: String(columns.sent_digest),
            body: sentBody,
            result: sentResult ?? sentBody,
            idempotencyKey: sentKey ?? '',
            firstSentAt: Number(columns.first_sent_at),
            before: textOrNull(columns.sent_before),
          },
    draft: textOrNull(columns.draft),
    attempts: Number(columns.attempts),
    error:
      columns.error_code === null
        ? null
        : {
            code: String(columns.error_code),
            param: textOrNull(columns.error_param),
            column: textOrNull(columns.error_column),
            message: String(columns.error_message),
          },
    runId: String(columns.run_id),
    at: Number(columns.at),
    matchKey: textOrNull(columns.match_key),
    follows: textOrNull(columns.follows),
  }
}

function textOrNull(value: string | number | null): string | null {
  return value === null ? null : String(value)
}
