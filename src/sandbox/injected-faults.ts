import { gzipSync } from 'node:zlib'
import type { Answer, Delivery } from './delivery.ts'
import { errorType } from './errors.ts'
import type { Fault, FaultAfter, MadeUpAnswer } from './faults.ts'
import { idempotencyConflict } from './handlers.ts'
import type { ResponseBody } from './responses.ts'

/** What a fault needs to do its harm. */
export interface FaultSurroundings {
  /** Does what the request asks for; throws the API's refusal, which is then answered as if there were no fault. */
  readonly perform: () => Promise<ResponseBody>
  /** Takes the request up, its key claimed, and does what it asks for only after so many milliseconds. */
  readonly performLate: (ms: number) => Promise<void>
  readonly wait: (ms: number) => Promise<void>
  /** Turns a body into an answer in the form that the sandbox is set to. */
  readonly ok: (body: ResponseBody) => Answer
  readonly error: (status: number, body: ResponseBody) => Answer
  /** The `Authorization` header that came with the request. */
  readonly authorization: string
  /** Where a `redirect` without a location points: an address of the sandbox that notes who followed. */
  readonly redirectTarget: string
}

const defaultHugeBytes = 64 * 1024 * 1024
const html = '<!doctype html><title>Sign in</title><h1>Sign in to this network</h1>\n'

/** Answers a request the way a fault wants it. Throws `ApiFailure` where the request is refused anyway. */
export async function deliverFault(fault: Fault, around: FaultSurroundings): Promise<Delivery> {
  switch (fault.kind) {
    case 'status':
      return answer(madeUp(fault.status, fault, 'A fault of the sandbox.', around))
    case 'echo-key':
      return answer(echo(fault.status ?? 400, around))
    case 'conflict':
      throw idempotencyConflict()
    case 'html':
      return answer({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: html })
    case 'redirect': {
      const location = fault.location ?? around.redirectTarget
      return answer({ status: fault.status ?? 307, headers: { location }, body: '' })
    }
    case 'reset-before':
      return { kind: 'reset' }
    case 'refuse':
      return { kind: 'refuse', ms: fault.ms }
    case 'hang':
      return { kind: 'hang' }
    case 'delay':
      await around.wait(fault.ms)
      return answer(around.ok(await around.perform()))
    case 'commit-late':
      await around.performLate(fault.ms)
      return { kind: 'reset' }
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
    case 'error-after':
      return answer(madeUp(fault.status ?? 500, fault, 'Something went wrong.', around))
    case 'drip':
      return { kind: 'drip', answer: done, from: 'body' }
    case 'drip-headers':
      return { kind: 'drip', answer: done, from: 'headers' }
    case 'huge-body':
      return { kind: 'huge', answer: done, bytes: fault.bytes ?? defaultHugeBytes }
    case 'cut-json':
      return answer({ ...done, body: done.body.slice(0, Math.ceil(done.body.length / 2)) })
    case 'no-id': {
      const { id: _, ...rest } = body
      return answer(around.ok(rest))
    }
    case 'wrong-id':
      return answer('id' in body ? around.ok({ ...body, id: 'id' in fault ? fault.id : anotherId(body['id']) }) : done)
    case 'headers':
      return answer({ ...done, headers: { ...done.headers, ...fault.set } })
    case 'gzip':
      return answer({ ...done, headers: { ...done.headers, 'content-encoding': 'gzip' }, body: gzipSync(done.body) })
    case 'bad-utf8':
      return answer({ ...done, body: spoilt(done.body) })
  }
}

function madeUp(status: number, made: MadeUpAnswer, message: string, around: FaultSurroundings): Answer {
  const { body, retryAfter, headers } = made
  const plain = around.error(status, { type: errorType(status), message, code: 'sandbox' })
  return {
    status,
    headers: {
      ...plain.headers,
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...headers,
    },
    body: body === undefined ? plain.body : typeof body === 'string' ? body : JSON.stringify(body),
  }
}

/** A refusal that says in every part of it what came in the `Authorization` header. */
function echo(status: number, { error, authorization }: FaultSurroundings): Answer {
  const message = `The header "Authorization: ${authorization}" is odd.`
  return error(status, { type: errorType(status), message, code: authorization, param: authorization })
}

function anotherId(id: unknown): string {
  return String(id).replaceAll(/\d/g, '9')
}

/** A body whose ids end in a byte that no UTF-8 text holds. */
function spoilt(body: string | Buffer): Buffer {
  const bytes = Buffer.from(body)
  for (const { index, 0: text } of bytes.toString('latin1').matchAll(/"id":"[^"]+/g))
    bytes[index + text.length - 1] = 0xff
  return bytes
}

function answer(complete: Answer): Delivery {
  return { kind: 'answer', answer: complete }
}
