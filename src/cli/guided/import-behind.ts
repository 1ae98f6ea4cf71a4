import { existsSync } from 'node:fs'
import { ImportError } from '../../errors.ts'
import { ledgerPath } from '../../library/ledger-path.ts'
import { formatNumber, formatOutcome, plainLine } from '../../report/text.ts'
import { status } from '../commands/status.ts'
import { calledFor, silent } from './called.ts'
import type { Journey } from './journey.ts'

/** What `status --json` says, as far as it is needed here. */
interface StatusJson {
  readonly imports: readonly { readonly rows: number; readonly outcomes: Readonly<Record<string, number>> }[]
}

/** What the ledger holds of a mapping's import, in words; null: nothing yet, or nothing that can be read. */
export async function importBehind({ context, ledgerOption }: Journey, mapping: string): Promise<string | null> {
  const options = { mapping, ...ledgerOption }
  if (!existsSync(ledgerPath(options))) return null
  try {
    const { json } = await calledFor<StatusJson>(silent(context), inner => status(options, inner))
    const [known] = json?.imports ?? []
    if (known === undefined || known.rows === 0) return null
    const counts = Object.entries(known.outcomes).map(([outcome, count]) => formatOutcome(outcome, count))
    return plainLine(`The ledger has ${formatNumber(known.rows)} of its rows: ${counts.join(', ')}.`)
  } catch (error) {
    // A mapping or a ledger that is no good is told by the steps that need it, with what to do.
    if (error instanceof ImportError) return null
    throw error
  }
}
