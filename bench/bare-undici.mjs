// What undici alone takes for creates: `node bare-undici.mjs ROWS CONCURRENCY ACCOUNT_ID` creates so many
// opportunities, with an Idempotency-Key each, and reads each answer. Plain JavaScript, so that no time goes into
// stripping types.
import { Pool } from 'undici'

const [rows, concurrency, accountId] = process.argv.slice(2)
const pool = new Pool(process.env.LIGHTFIELD_BASE_URL)
let next = 0

async function work() {
  while (next < Number(rows)) {
    const number = next++
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/v1/opportunities',
      headers: {
        authorization: `Bearer ${process.env.LIGHTFIELD_API_KEY}`,
        'content-type': 'application/json',
        'lightfield-version': '2026-03-01',
        'idempotency-key': `bare-${process.pid}-${number}`,
      },
      body: bodyOf(number),
    })
    const answer = await body.json()
    if (statusCode !== 200) throw new Error(`${statusCode}: ${JSON.stringify(answer)}`)
  }
}

/** The fields of rows.mapping.yaml. */
function bodyOf(number) {
  return JSON.stringify({
    fields: {
      $name: `Work "Bench" Inc. - licence ${number}`,
      $stage: 'Qualified',
      amount: 123456.5,
      closeDate: '2026-03-04T05:00:00.000Z',
      contactEmail: [`buyer.${number}@example.com`],
      leadSource: 'Referral',
      nextStep: 'Call "the office", then send the offer to everybody who was there',
      probability: 50,
      sourceId: String(number).padStart(10, '0'),
    },
    relationships: { $account: accountId },
  })
}

await Promise.all(Array.from({ length: Number(concurrency) }, work))
await pool.close()
