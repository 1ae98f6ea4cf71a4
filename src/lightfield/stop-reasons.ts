import { RunStopped } from '../errors.ts'
import { timeOfDay } from '../model/time-of-day.ts'
import type { ApiError } from './api-error.ts'
import type { Culprit } from './no-answer.ts'

/** Why a run ends that has waited as long as it may. */
export interface Unreachable {
  /** What happened last, as a clause. */
  readonly reason: string
  readonly culprit: Culprit
  /** How long the last answer asked to wait; 0: it did not. */
  readonly askedWaitMs: number
  readonly isRateLimit: boolean
  /** Since when no request has come to an end (milliseconds, UTC). */
  readonly sinceMs: number
  /** Whether the API is known to be at that address. */
  readonly isReached: boolean
  readonly address: string
  /** The option that says how long the API may be down; null where that did not end the wait. */
  readonly giveUpOption: string | null
}

const goesOn = 'give the same command again: it goes on from here.'

/** The API has not answered for as long as it may be down, or asks for more patience than there is. */
export function unreachable(ended: Unreachable): RunStopped {
  const { reason, culprit, askedWaitMs, isRateLimit, isReached, address } = ended
  const asked = askedWaitMs === 0 ? '' : `; it asks to wait ${inWords(askedWaitMs)}`
  if (isRateLimit) {
    return new RunStopped('rate_limit_used_up', `The API lets nothing through: its rate limit is used up${asked}.`, {
      hint: 'Something else may be using the workspace. Give the same command again later: it goes on from here.',
    })
  }
  switch (culprit) {
    case 'api':
      if (isReached) return unanswered(ended, asked)
      return new RunStopped('api_unreachable', `The API cannot be reached: ${reason}${asked}.`, {
        hint: `Check the address ${address} (--base-url) and the network, then ${goesOn}`,
      })
    case 'proxy':
      return new RunStopped('proxy_failed', `The API cannot be reached: ${reason}.`, {
        hint: `Check HTTPS_PROXY (or name the API's host in NO_PROXY), then ${goesOn}`,
      })
    case 'certificate':
      return new RunStopped('certificate_refused', `The API cannot be reached safely: ${reason}.`, {
        hint: `Is the address right? The certificates of a company's own authority are named with NODE_EXTRA_CA_CERTS=FILE. Then ${goesOn}`,
      })
    default:
      return culprit satisfies never
  }
}

/**
 * The API refuses what every request of the run has in common: no row is to blame.
 *
 * @param isCertain the API itself says so, and not something before it
 */
export function refusedRun(error: ApiError, scope: string | null, isCertain: boolean): RunStopped {
  if (error.status === 401) {
    return new RunStopped('key_refused', `The API refuses the key (401 ${error.code}).`, {
      hint: 'Check LIGHTFIELD_API_KEY: the key may be revoked, or belong to another environment.',
    })
  }
  // What it says about a request may quote a cell: that is for the person who runs it, and not for the log.
  const says = `It says: "${error.message}".`
  if (error.status === 403) {
    const code = isCertain ? `403 ${error.code}` : '403'
    if (isCertain && /forbidden|scope/i.test(`${error.type} ${error.code}`)) {
      const missing = scope === null ? 'a scope' : `the scope ${scope}`
      return new RunStopped('scope_missing', `The API key lacks ${missing} (${code}).`, {
        hint: `Let an admin of the workspace make a key with that scope, then give the same command again. ${says}`,
      })
    }
    return new RunStopped('request_refused', `The API refuses the request (${code}).`, {
      hint: `${says} Once that is put right, ${goesOn}`,
    })
  }
  const refusal = `The API refuses every request of this program (${error.status} ${error.code}).`
  return new RunStopped('api_refused_client', refusal, {
    hint: `${says} A newer version of lightfield-import may be needed.`,
  })
}

/** It was there, and has not answered for so long. */
function unanswered({ reason, sinceMs, giveUpOption }: Unreachable, asked: string): RunStopped {
  const limit = asked === '' ? 'That is as long' : 'That is longer'
  const patience = giveUpOption === null ? '' : `${limit}${asked === '' ? ' as' : ' than'} ${giveUpOption} allows. `
  return new RunStopped('api_unreachable', `The API has not answered since ${timeOfDay(sinceMs)}: ${reason}${asked}.`, {
    hint: `${patience}${goesOn.charAt(0).toUpperCase()}${goesOn.slice(1)}`,
  })
}

/** A wait as a person would say it: `90 s`, `30 min`, `24 h`. */
function inWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  return seconds < 2 * 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
