/** The body of a create, with the fields of rows.mapping.yaml. */
export function opportunity(number, accountId) {
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

/** The headers of a create. */
export function headersOf(number) {
  return {
    authorization: `Bearer ${process.env.LIGHTFIELD_API_KEY}`,
    'content-type': 'application/json',
    'lightfield-version': '2026-03-01',
    'idempotency-key': `peer-${process.pid}-${number}`,
  }
}
