import { type ServerResponse, STATUS_CODES } from 'node:http'

/** A complete HTTP answer. */
export interface Answer {
  readonly status: number
  /** Null: not even the one that the server would send by itself. */
  readonly headers: Readonly<Record<string, string | null>>
  readonly body: string | Buffer
}

/** How an answer gets to the client, or does not. */
export type Delivery =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The connection breaks off with nothing said. */
  | { readonly kind: 'reset' }
  /** Every connection breaks off, and for a while there is nobody to connect to. */
  | { readonly kind: 'refuse'; readonly ms: number }
  /** The connection stays open and silent until one side gives up. */
  | { readonly kind: 'hang' }
  /** The answer comes a byte a second, all of it or all but its headers. */
  | { readonly kind: 'drip'; readonly answer: Answer; readonly from: 'headers' | 'body' }
  /** An answer that begins as JSON and goes on for that many bytes. */
  | { readonly kind: 'huge'; readonly answer: Answer; readonly bytes: number }

export interface DeliveryTools {
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Aborted when the sandbox closes. */
  readonly signal: AbortSignal
  /** Stops listening for so many milliseconds and cuts every connection. */
  readonly goAway: (ms: number) => Promise<void>
}

/** The status that the client gets to see; null where it sees none. */
export function statusOf(delivery: Delivery): number | null {
  return 'answer' in delivery ? delivery.answer.status : null
}

/** Carries a delivery out. Returns when there is nothing more to send, or nobody left to send it to. */
export async function deliver(response: ServerResponse, delivery: Delivery, tools: DeliveryTools): Promise<void> {
  switch (delivery.kind) {
    case 'answer':
      writeHead(response, delivery.answer)
      response.end(delivery.answer.body)
      return
    case 'reset':
      response.socket?.resetAndDestroy()
      return
    case 'refuse':
      return tools.goAway(delivery.ms)
    case 'hang':
      return
    case 'drip':
      return delivery.from === 'headers'
        ? dripAll(response, delivery.answer, tools)
        : dripBody(response, delivery.answer, tools)
    case 'huge':
      return pour(response, delivery.answer, delivery.bytes)
  }
}

const fillerBytes = 64 * 1024

async function dripBody(response: ServerResponse, answer: Answer, tools: DeliveryTools): Promise<void> {
  writeHead(response, answer)
  for (const byte of Buffer.from(answer.body)) {
    if (response.destroyed) return
    response.write(Buffer.of(byte))
    await tools.sleep(1000, tools.signal)
  }
  response.end()
}

/** Past Node's own response, which sends all of its headers at once. */
async function dripAll(response: ServerResponse, answer: Answer, tools: DeliveryTools): Promise<void> {
  const { socket } = response
  const lines = Object.entries(headersOf(answer)).map(([name, value]) => `${name}: ${value}`)
  const head = [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`, ...lines, '', ''].join('\r\n')
  for (const byte of Buffer.concat([Buffer.from(head), Buffer.from(answer.body)])) {
    if (socket === null || socket.destroyed) return
    socket.write(Buffer.of(byte))
    await tools.sleep(1000, tools.signal)
  }
  socket?.end()
}

async function pour(response: ServerResponse, answer: Answer, bytes: number): Promise<void> {
  response.writeHead(answer.status, sentHeaders(answer))
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

function writeHead(response: ServerResponse, answer: Answer): void {
  response.sendDate = answer.headers['date'] !== null
  response.writeHead(answer.status, headersOf(answer))
}

function headersOf(answer: Answer): Record<string, string> {
  return { 'content-length': String(Buffer.byteLength(answer.body)), ...sentHeaders(answer) }
}

function sentHeaders({ headers }: Answer): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter((header): header is [string, string] => header[1] !== null))
}
