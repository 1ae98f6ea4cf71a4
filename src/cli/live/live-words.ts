import { formatCount, formatDuration, formatNumber, formatOutcome, plainLine } from '../../report/text.ts'
import type { LivePace, LiveState } from './live-state.ts'

const oneDecimal = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** From 0 to 1; null where there is no total. */
export function shareDone({ done, total }: Pick<LiveState, 'done' | 'total'>): number | null {
  return total === null ? null : Math.min(done / Math.max(total.rows, 1), 1)
}

/** `12,400 of about 100,000 rows`. */
export function totalText({ done, total, noun }: Pick<LiveState, 'done' | 'total' | 'noun'>): string {
  if (total === null) return formatCount(done, noun)
  return `${formatNumber(done)} of ${total.isEstimate ? 'about ' : ''}${formatCount(total.rows, noun)}`
}

/** `24.9 of 25 writes/s`. */
export function paceText({ perSecond, limit, unit }: LivePace): string {
  // With a decimal that comes and goes, all that stands after it would jump.
  const rate = perSecond < 100 ? oneDecimal.format(perSecond) : formatNumber(Math.round(perSecond))
  return `${rate}${limit === null ? '' : ` of ${formatNumber(limit)}`} ${unit}/s`
}

/** Whole seconds: tenths would be a flicker. */
export function elapsedText(ms: number): string {
  return formatDuration(Math.floor(ms / 1000) * 1000)
}

/** The same as one line that stands for itself: for logs. */
export function logLine(state: LiveState): string {
  const share = shareDone(state)
  const outcomes = Object.entries(state.outcomes).filter(([, count]) => count > 0)
  const parts = [
    `${totalText(state)}${share === null ? '' : ` (${Math.floor(share * 100)}%)`}`,
    ...state.paces.map(paceText),
    elapsedText(state.elapsedMs),
    state.left,
    outcomes.map(([outcome, count]) => formatOutcome(outcome, count)).join(', ') || null,
    state.wait,
  ]
  return plainLine(`${state.title}: ${parts.filter(part => part !== null).join(' · ')}`)
}
