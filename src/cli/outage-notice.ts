import type { Outage } from '../lightfield/outages.ts'
import type { Log } from '../model/log.ts'
import { timeOfDay } from '../model/time-of-day.ts'
import { formatDuration } from '../report/text.ts'
import type { Terminal } from './terminal.ts'

/**
 * Tells of the API's outages, on the terminal and in the log.
 *
 * @param option what says for how long to try; null where the command has none
 */
export function outageNotice(
  { terminal, log }: { readonly terminal: Pick<Terminal, 'say'>; readonly log: Log },
  giveUpAfterMs: number,
  option: string | null,
  now: () => number = Date.now,
): (outage: Outage | null) => void {
  let sinceMs = 0
  return outage => {
    if (outage === null) {
      const lasted = formatDuration(now() - sinceMs)
      log.info({ lasted }, 'the API answers again')
      terminal.say(`The API answers again after ${lasted}.`)
      return
    }
    sinceMs = outage.sinceMs
    log.warn({ reason: outage.reason, since: new Date(sinceMs).toISOString() }, 'the API does not answer')
    const untilMs = sinceMs + giveUpAfterMs
    const by = option === null ? '' : ` (${option})`
    // A last attempt may be under way that began in time.
    const until = untilMs > now() ? `; trying again until ${timeOfDay(untilMs)}${by}` : ''
    terminal.say(`${outageText(outage)}${until}.`)
  }
}

/** `The API does not answer (status 503) since 12:01:07`. */
export function outageText({ reason, sinceMs }: Outage): string {
  return `The API does not answer (${reason}) since ${timeOfDay(sinceMs)}`
}
