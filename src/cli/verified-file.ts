import { InputError } from '../errors.ts'
import type { VerifiedRow } from '../import/verify/verify-row.ts'
import { csvLine } from '../report/csv-text.ts'
import { openRowFile } from '../report/row-file.ts'
import type { Terminal } from './terminal.ts'

const columns = ['row', 'line', 'key', 'result', 'object', 'record_id', 'http_link', 'keys']

/** Where `--out` leads to: it takes one CSV line for each row whose record is not what was sent. */
export interface VerifiedFile extends Disposable {
  add(verified: VerifiedRow): Promise<void>
}

/**
 * Opens it, and writes the header.
 *
 * @param path `-`: stdout
 * @throws InputError `file_unwritable`, `stdout_taken`
 */
export async function openVerifiedFile(
  path: string,
  { terminal, json }: { readonly terminal: Pick<Terminal, 'data'>; readonly json: boolean },
): Promise<VerifiedFile> {
  if (path === '-' && json) {
    throw new InputError('stdout_taken', '--out - and --json cannot both have the standard output.', {
      hint: 'Name a file with --out, or leave out one of them.',
    })
  }
  const file = path === '-' ? null : openRowFile(path, 'Give the same command again once it can be.')
  const write = async (line: string): Promise<void> => (file === null ? terminal.data(line) : file.write(line))
  await write(csvLine(columns))
  return {
    async add({ result, row, line, key, object, recordId, httpLink, keys }) {
      if (result === 'same') return
      await write(csvLine([row, line, key, result, object, recordId, httpLink, keys.join(', ')]))
    },
    [Symbol.dispose]: () => file?.[Symbol.dispose](),
  }
}
