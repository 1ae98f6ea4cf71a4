/**
 * What people do in the workspace while no import looks, for the pages. A record goes by its name, as ids are given out in
 * the order in which requests arrive.
 *
 * - `somebody changes 'opportunities/Renewal' '{"amount": 5000}'`: fields of a record.
 * - `somebody trashes 'accounts/Northwind Foods'`.
 */
const [deed, record = '', fields = '{}'] = process.argv.slice(2)
const [collection, name] = record.split('/')

const { data } = (await ask('GET', `${collection}?limit=25`)) as { data: { id: string; fields: Named }[] }
const id = data.find(({ fields }) => fields.$name.value === name)?.id
if (id === undefined) throw new Error(`There is no ${record}.`)
if (deed === 'trashes') await ask('DELETE', `${collection}/${id}`)
else await ask('POST', `${collection}/${id}`, JSON.stringify({ fields: JSON.parse(fields) }))

interface Named {
  readonly $name: { readonly value: unknown }
}

async function ask(method: string, path: string, body: string | null = null): Promise<unknown> {
  const answer = await fetch(`${process.env['LIGHTFIELD_BASE_URL']}/v1/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${process.env['LIGHTFIELD_API_KEY']}`,
      'Lightfield-Version': '2026-03-01',
      'Content-Type': 'application/json',
    },
    body,
  })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return answer.json()
}
