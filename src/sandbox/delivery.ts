import type { ServerResponse } from 'node:http'

/** A complete HTTP answer. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** How an answer gets to the client, or does not. */
export type Delivery =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The connection breaks off with nothing said. */
  | { readonly kind: 'reset' }
  /** The connection stays open and silent until one side gives up. */
  | { readonly kind: 'hang' }
  /** The answer comes a byte a second. */
  | { readonly kind: 'drip'; readonly answer: Answer }
  /** An answer that begins as JSON and goes on for that many bytes. */
  | { readonly kind: 'huge'; readonly answer: Answer; readonly bytes: number }

export interface DeliveryTools {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Aborted when the sandbox closes. */
  readonly signal: AbortSignal
}

/** The status that the client gets to see; null where it sees none. */
export function statusOf(delivery: Delivery): number | null {
  return 'answer' in delivery ? delivery.answer.status : null
}

/** Carries a delivery out. Returns when there is nothing more to send, or nobody left to send it to. */
export async function deliver(response: ServerResponse, delivery: Delivery, tools: DeliveryTools): Promise<void> {
  switch (delivery.kind) {
    case 'answer':
      response.writeHead(delivery.answer.status, withLength(delivery.answer))
      response.end(delivery.answer.body)
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'hang':
      return
    case 'drip':
      return drip(response, delivery.answer, tools)
    case 'huge':
      return pour(response, delivery.answer, delivery.bytes)
  }
}

const fillerBytes = 64 * 1024

async function drip(response: ServerResponse, answer: Answer, tools: DeliveryTools): Promise<void> {
  response.writeHead(answer.status, withLength(answer))
  for (const byte of Buffer.from(answer.body)) {
    if (response.destroyed) return
    response.write(Buffer.of(byte))
    await tools.sleep(1000, tools.signal)
  }
  response.end()
}

async function pour(response: ServerResponse, answer: Answer, bytes: number): Promise<void> {
  response.writeHead(answer.status, answer.headers)
  response.write('{"filler":"')
  const filler = Buffer.alloc(fillerBytes, 'x')
  for (let sent = 0; sent < bytes && !response.destroyed; sent += fillerBytes) {
    const hasRoom = response.write(filler.subarray(0, Math.min(fillerBytes, bytes - sent)))
    if (!hasRoom) await roomOrClosed(response)
  }
  response.end('"}')
}

function roomOrClosed(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

function withLength(answer: Answer): Record<string, string> {
  return { ...answer.headers, 'content-length': String(Buffer.byteLength(answer.body)) }
}
