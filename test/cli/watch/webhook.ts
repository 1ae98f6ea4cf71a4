import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificate } from '../../lightfield/certificate.ts'
import type { Stage } from '../stage.ts'

/** What a receiver got. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What it answers to each request in turn; the last for all that follow. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Never ends: the answer goes on for as long as somebody listens. */
  readonly isEndless?: true
}

export interface Webhook {
  readonly port: number
  readonly received: readonly Received[]
}

/** Somebody who is told of runs. */
export async function startWebhook(
  stage: Stage,
  answers: readonly Answer[] = [{ status: 204 }],
  certificate: Certificate | null = null,
): Promise<Webhook> {
  const received: Received[] = []
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = await request.toArray()
    const { method = '', url: path = '', headers } = request
    const { status, headers: own = {}, isEndless } = answers[received.length] ?? answers.at(-1) ?? { status: 204 }
    received.push({ method, path, headers, body: Buffer.concat(chunks).toString() })
    response.writeHead(status, own)
    if (isEndless === undefined) response.end()
    else setInterval(() => response.write('x'.repeat(1024)), 1).unref()
  }
  const server = certificate === null ? createServer(listener) : createHttpsServer(certificate, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stage.atEnd(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, received }
}

/** Whether a receiver that follows docs/notifications.md takes this for ours. */
export function isSigned({ headers, body }: Received, secret: string, nowSeconds = Date.now() / 1000): boolean {
  const match = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-lightfield-import-signature']))
  const [, time = '', digest = ''] = match ?? []
  const expected = createHmac('sha256', secret).update(`${time}.${body}`).digest()
  const given = Buffer.from(digest, 'hex')
  return (
    given.length === expected.length && timingSafeEqual(given, expected) && Math.abs(nowSeconds - Number(time)) < 300
  )
}
