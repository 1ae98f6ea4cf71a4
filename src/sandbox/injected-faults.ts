import type { Answer, Delivery } from './delivery.ts'
import { errorType } from './errors.ts'
import type { Fault, FaultAfter, FaultBefore } from './faults.ts'
import { idempotencyConflict } from './handlers.ts'
import type { ResponseBody } from './responses.ts'

/** What a fault needs to do its harm. */
export interface FaultSurroundings {
  /** Does what the request asks for; throws the API's refusal, which is then answered as if there were no fault. */
  readonly perform: () => Promise<ResponseBody>
  readonly wait: (ms: number) => Promise<void>
  /** Turns a body into an answer in the form that the sandbox is set to. */
  readonly ok: (body: ResponseBody) => Answer
  readonly error: (status: number, body: ResponseBody) => Answer
  /** Where a `redirect` without a location points: an address of the sandbox that notes who followed. */
  readonly redirectTarget: string
}

const defaultHugeBytes = 64 * 1024 * 1024
const html = '<!doctype html><title>Sign in</title><h1>Sign in to this network</h1>\n'

/** Answers a request the way a fault wants it. Throws `ApiFailure` where the request is refused anyway. */
export async function deliverFault(fault: Fault, around: FaultSurroundings): Promise<Delivery> {
  switch (fault.kind) {
    case 'status':
      return answer(statusAnswer(fault, around))
    case 'conflict':
      throw idempotencyConflict()
    case 'html':
      return answer({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: html })
    case 'redirect':
      return answer({ status: 307, headers: { location: fault.location ?? around.redirectTarget }, body: '' })
    case 'reset-before':
      return { kind: 'reset' }
    case 'hang':
      return { kind: 'hang' }
    case 'delay':
      await around.wait(fault.ms)
      return answer(around.ok(await around.perform()))
    default:
      return deliverAfter(fault, around, await around.perform())
  }
}

/** The faults that strike once the write has happened. */
function deliverAfter(fault: FaultAfter, around: FaultSurroundings, body: ResponseBody): Delivery {
  const done = around.ok(body)
  switch (fault.kind) {
    case 'reset-after':
      return { kind: 'reset' }
    case 'hang-after':
      return { kind: 'hang' }
    case 'error-after': {
      const status = fault.status ?? 500
      return answer(around.error(status, { type: errorType(status), message: 'Something went wrong.' }))
    }
    case 'drip':
      return { kind: 'drip', answer: done }
    case 'huge-body':
      return { kind: 'huge', answer: done, bytes: fault.bytes ?? defaultHugeBytes }
    case 'cut-json':
      return answer({ ...done, body: done.body.slice(0, Math.ceil(done.body.length / 2)) })
    case 'no-id': {
      const { id: _, ...rest } = body
      return answer(around.ok(rest))
    }
  }
}

function statusAnswer(fault: Extract<FaultBefore, { kind: 'status' }>, around: FaultSurroundings): Answer {
  const { status, body, retryAfter } = fault
  const plain = around.error(status, { type: errorType(status), message: 'A fault of the sandbox.', code: 'sandbox' })
  return {
    status,
    headers: { ...plain.headers, ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }) },
    body: body === undefined ? plain.body : typeof body === 'string' ? body : JSON.stringify(body),
  }
}

function answer(complete: Answer): Delivery {
  return { kind: 'answer', answer: complete }
}
