// What undici alone takes for creates: `node peers/bare-undici.mjs ROWS CONCURRENCY ACCOUNT_ID` creates so many
// opportunities, with an Idempotency-Key each, and reads each answer. Plain JavaScript, so that no time goes into
// stripping types.
import { Pool } from 'undici'
import { headersOf, opportunity } from './opportunity.mjs'

const [rows, concurrency, accountId] = process.argv.slice(2)
const pool = new Pool(process.env.LIGHTFIELD_BASE_URL)
let next = 0

async function work() {
  while (next < Number(rows)) {
    const number = next++
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/v1/opportunities',
      headers: headersOf(number),
      body: opportunity(number, accountId),
    })
    const answer = await body.json()
    if (statusCode !== 200) throw new Error(`${statusCode}: ${JSON.stringify(answer)}`)
  }
}

await Promise.all(Array.from({ length: Number(concurrency) }, work))
await pool.close()
