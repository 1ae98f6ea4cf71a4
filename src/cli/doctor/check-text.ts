import { plainLine, shortMessage } from '../../report/text.ts'
import { wrapped } from '../../report/wrap.ts'
import type { Paint } from '../paint.ts'
import type { Check, CheckState } from './check.ts'

/** What the terminal shows. */
export interface CheckForm {
  /** Null: as long as the lines are. */
  readonly width: number | null
  readonly hasColors: boolean
  readonly hasMarks: boolean
}

const marks: Readonly<Record<CheckState, string>> = { ok: '✓', warning: '!', failed: '✗', skipped: '-' }
const words: Readonly<Record<CheckState, string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'failed',
  skipped: 'skipped',
}
const longestWord = 7
const longestName = 10

/** One line for what was found and, below it, one for what to do; broken where a terminal ends. */
export function checkText(
  { name, state, message, remedy }: Check,
  { width, hasMarks }: CheckForm,
  paint: Paint,
): string {
  const mark = hasMarks ? marks[state] : words[state].padEnd(longestWord)
  const margin = mark.length + longestName + 2
  const room = width === null ? Number.POSITIVE_INFINITY : Math.max(width - margin, 20)
  const shown = (text: string): readonly string[] =>
    wrapped(plainLine(shortMessage(text)), { columns: room }, { indent: 0 })
  const [first = '', ...rest] = shown(message)
  const indent = ' '.repeat(margin)
  const advice = remedy === null ? [] : shown(remedy)
  return [
    `${colour(state, paint)(mark)} ${paint.bold(name.padEnd(longestName))} ${first}`,
    ...rest.map(line => indent + line),
    ...advice.map(line => indent + paint.dim(line)),
  ].join('\n')
}

function colour(state: CheckState, paint: Paint): (text: string) => string {
  switch (state) {
    case 'ok':
      return paint.green
    case 'warning':
      return paint.yellow
    case 'failed':
      return paint.red
    case 'skipped':
      return paint.dim
  }
}
