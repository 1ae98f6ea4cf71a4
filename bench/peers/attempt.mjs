// What the peers at the limit share: one attempt at a create, with undici. Each is called with its task as JSON:
// {limit, latencyMs, seconds, accountId}.
import { Pool } from 'undici'
import { headersOf, opportunity } from './opportunity.mjs'

export const { limit, latencyMs, seconds, accountId } = JSON.parse(process.argv[2])

const pool = new Pool(process.env.LIGHTFIELD_BASE_URL)
const endAt = Date.now() + seconds * 1000

/** As many creates as the limit allows in the time. */
export const numbers = Array.from({ length: Math.round(limit * seconds) }, (_, number) => number)

/** One request for one row. Resolves to null when nothing is left to do for it, or else to the milliseconds to wait before the next attempt. */
export async function attempt(number) {
  if (Date.now() >= endAt) return null
  const { statusCode, headers, body } = await pool.request({
    method: 'POST',
    path: '/v1/opportunities',
    headers: headersOf(number),
    body: opportunity(number, accountId),
  })
  const answer = await body.json()
  if (statusCode === 200) return null
  if (statusCode === 429) return Number(headers['retry-after']) * 1000
  throw new Error(`${statusCode}: ${JSON.stringify(answer)}`)
}

/** A row, with an attempt after each 429 when its `Retry-After` is over. `send` is how an attempt is made. */
export async function create(number, send = attempt) {
  for (let afterMs = await send(number); afterMs !== null; afterMs = await send(number)) {
    await new Promise(resolve => setTimeout(resolve, afterMs))
  }
}

export function close() {
  return pool.close()
}
