import type { Answer } from './delivery.ts'
import { ApiFailure, SandboxError } from './errors.ts'
import { parseFaults } from './fault-rules.ts'
import type { Fault } from './faults.ts'
import type { Call } from './handlers.ts'
import { parseJsonObject } from './json-body.ts'
import type { Merge } from './merge.ts'
import type { Settings } from './options.ts'
import { parseSettings, settingNames } from './settings.ts'
import type { SandboxState } from './state.ts'
import type { RequestLogEntry } from './traffic.ts'

/** Start of the paths that steer the sandbox rather than simulate the API. */
export const controlPrefix = '/_sandbox/'

/** Where a `redirect` fault points to unless it is told otherwise. */
export const redirectPath = `${controlPrefix}redirected`

/** What can be asked of a running sandbox. */
export interface SandboxControls {
  state(options: { readonly withRecords: boolean }): SandboxState
  requests(last: number): readonly RequestLogEntry[]
  reset(): void
  setFaults(faults: readonly Fault[]): void
  change(settings: Settings): void
  advance(ms: number): void
  merge(merge: Merge): void
  noteRedirect(withKey: boolean): void
}

/** Answers a request to one of the sandbox's own endpoints: no key, no limit, not counted. */
export async function serveControl(call: Call, controls: SandboxControls): Promise<Answer> {
  try {
    return await dispatch(call, controls)
  } catch (error) {
    if (error instanceof SandboxError) return json(400, { error: { code: error.code, message: error.message } })
    if (error instanceof ApiFailure) return json(error.status, { error: error.body })
    throw error
  }
}

async function dispatch(call: Call, controls: SandboxControls): Promise<Answer> {
  switch (`${call.method} ${call.path}`) {
    case 'GET /_sandbox/state':
      return json(200, controls.state({ withRecords: call.query.get('records') !== 'false' }))
    case 'GET /_sandbox/requests':
      return json(200, { requests: controls.requests(readLast(call.query)) })
    case 'POST /_sandbox/reset':
      controls.reset()
      return json(200, { ok: true })
    case 'POST /_sandbox/faults':
      controls.setFaults(parseFaults(readJson(await call.body)))
      return json(200, { ok: true })
    case 'DELETE /_sandbox/faults':
      controls.setFaults([])
      return json(200, { ok: true })
    case 'POST /_sandbox/settings':
      controls.change(parseSettings(parseJsonObject(await call.body, settingNames)))
      return json(200, { ok: true })
    case 'POST /_sandbox/clock':
      controls.advance(readAdvance(await call.body))
      return json(200, { now: controls.state({ withRecords: false }).now })
    case 'POST /_sandbox/merge':
      controls.merge(readMerge(await call.body))
      return json(200, { ok: true })
    default:
      if (call.path === redirectPath) {
        controls.noteRedirect(call.headers.authorization !== undefined)
        return json(200, { ok: true })
      }
      return json(404, { error: { code: 'not_found', message: 'The sandbox has no such endpoint.' } })
  }
}

function readLast(query: URLSearchParams): number {
  const text = query.get('last')
  if (text === null) return Number.MAX_SAFE_INTEGER
  const last = Number(text)
  if (!Number.isSafeInteger(last) || last < 0) throw new SandboxError('bad_option', 'last must be a whole number')
  return last
}

function readAdvance(text: string): number {
  const ms = parseJsonObject(text, ['advanceMs'])['advanceMs']
  if (typeof ms !== 'number' || !Number.isSafeInteger(ms) || ms < 0) {
    throw new SandboxError('bad_option', 'advanceMs must be a whole number of milliseconds, 0 or more')
  }
  return ms
}

function readMerge(text: string): Merge {
  const { object, id, into } = parseJsonObject(text, ['object', 'id', 'into'])
  if (typeof object === 'string' && typeof id === 'string' && typeof into === 'string') return { object, id, into }
  throw new SandboxError('bad_merge', 'object, id and into must be texts')
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SandboxError('bad_fault', 'The body is not valid JSON.', error)
  }
}

function json(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) }
}
