import type { LedgerRow, RowState } from './ledger-row.ts'
import type { SQLOutputValue } from './sqlite.ts'

/** The columns of the `rows` table that a row is kept in. */
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

/**
 * The row that `encodeRow` made these values of.
 *
 * @param values in the order of `rowColumns`; what comes behind them is passed over
 */
export function decodeRow(values: readonly SQLOutputValue[]): LedgerRow {
  const [
    identity,
    row,
    line,
    key,
    state,
    recordId,
    httpLink,
    writtenDigest,
    writtenBodyText,
    writtenKeyText,
    sentOperation,
    sentDigest,
    sentBodyText,
    sentResultText,
    idempotencyKey,
    firstSentAt,
    draft,
    attempts,
    errorCode,
    errorParam,
    errorColumn,
    errorMessage,
    runId,
    at,
    matchKey,
    follows,
    sentBefore,
  ] = values
  const sentBody = textOrNull(sentBodyText)
  const sentResult = sentResultText === sameAsSent ? sentBody : textOrNull(sentResultText)
  const sentKey = textOrNull(idempotencyKey)
  const writtenKey = writtenKeyText === sameAsSent ? sentKey : textOrNull(writtenKeyText)
  const writtenBody = writtenBodyText === sameAsSent ? sentResult : textOrNull(writtenBodyText)
  return {
    identity: String(identity),
    row: Number(row),
    line: Number(line),
    key: String(key),
    state: String(state) as RowState,
    recordId: textOrNull(recordId),
    httpLink: textOrNull(httpLink),
    written:
      writtenBody === null
        ? null
        : { digest: String(writtenDigest), body: writtenBody, idempotencyKey: writtenKey ?? '' },
    sent:
      sentBody === null
        ? null
        : {
            operation: sentOperation === 'update' ? 'update' : 'create',
            digest: String(sentDigest),
            body: sentBody,
            result: sentResult ?? sentBody,
            idempotencyKey: sentKey ?? '',
            firstSentAt: Number(firstSentAt),
            before: textOrNull(sentBefore),
          },
    draft: textOrNull(draft),
    attempts: Number(attempts),
    error:
      errorCode === null
        ? null
        : {
            code: String(errorCode),
            param: textOrNull(errorParam),
            column: textOrNull(errorColumn),
            message: String(errorMessage),
          },
    runId: String(runId),
    at: Number(at),
    matchKey: textOrNull(matchKey),
    follows: textOrNull(follows),
  }
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
