import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SandboxError } from './errors.ts'
import type { Call } from './handlers.ts'
import { bodyTooLarge } from './json-body.ts'

/** What takes a request from here to its answer. */
export type RequestListener = (call: Call, request: IncomingMessage, response: ServerResponse) => Promise<void>

const maxBodyBytes = 16 * 1024 * 1024

/** A server that hands each request to the listener. What the listener rejects with ends that connection. */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer((request, response) => {
    listener(toCall(request), request, response).catch(() => response.destroy())
  })
  // Idle connections outlive any pause of a client, so that none is cut just as a request is on its way.
  server.keepAliveTimeout = 120_000
  return server
}

/** Starts to listen and returns the port. Throws `SandboxError` `cannot_listen` where that is impossible. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      reject(new SandboxError('cannot_listen', `Cannot listen on ${host} port ${port}: ${error.message}`, error))
    }
    server.once('error', onError)
    server.listen(port, host, () => {
      server.off('error', onError)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** Stops listening and cuts every connection, those with a request on them too. */
export function closeServer(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function toCall(request: IncomingMessage): Call {
  const url = request.url ?? '/'
  const queryStart = url.indexOf('?')
  return {
    method: request.method ?? 'GET',
    path: queryStart === -1 ? url : url.slice(0, queryStart),
    query: new URLSearchParams(queryStart === -1 ? '' : url.slice(queryStart + 1)),
    headers: request.headers,
    body: request.method === 'GET' ? Promise.resolve('') : readBody(request),
  }
}

/**
 * Reads a request's body; rejects with the API's 413 past the size limit, and where the client is gone. This begins as
 * soon as the request is there, so that a client that hangs up while it is being worked on does not undo it.
 */
function readBody(request: IncomingMessage): Promise<string> {
  const body = new Promise<string>((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBodyBytes) chunks.push(chunk)
      else reject(bodyTooLarge(maxBodyBytes))
    })
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.once('error', reject)
    request.once('close', () => reject(new Error('The client is gone.')))
  })
  // A request that is refused before anyone looks at its body must not bring the process down.
  body.catch(() => undefined)
  return body
}
