/**
 * Tries a mapping in a test-suite of your own, against the simulator: in memory, at full speed, with whatever goes wrong
 * in the world. Any test runner does; this is the one that is part of Node.
 */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { importCsv, type MappingDefinition, type Sandbox, startSandbox } from 'lightfield-import'

const mapping: MappingDefinition = {
  object: 'account',
  import: 'companies',
  key: 'ID',
  fields: { $name: 'Name', $industry: { column: 'Industry', split: ';' } },
}

let sandbox: Sandbox
before(async () => {
  sandbox = await startSandbox({ limits: { write: 0, read: 0, search: 0 } })
})
beforeEach(() => {
  sandbox.reset()
  sandbox.setFaults([])
})
after(() => sandbox.close())

function importOf(csv: string) {
  const connection = { apiKey: 'sk_lf_sandbox', baseUrl: sandbox.url }
  return importCsv({ ...connection, csv: Buffer.from(csv), mapping, ledger: null }).summary
}

test('a company becomes an account with its industry', async () => {
  const { ok } = await importOf('ID,Name,Industry\n1,Acme,Software\n')
  assert.equal(ok, true)
  assert.equal(sandbox.state().records['account']?.[0]?.fields['$name'], 'Acme')
})

test('an industry that there is not is told with its line', async () => {
  const { errors } = await importOf('ID,Name,Industry\n1,Acme,Alchemy\n')
  assert.deepEqual([errors[0]?.code, errors[0]?.exampleLine], ['unknown_option', 2])
})

test('nothing is made twice when the answer to a create is lost', async () => {
  sandbox.setFaults([{ kind: 'reset-after', match: { method: 'POST' }, times: 1 }])
  const { outcomes, retries } = await importOf('ID,Name,Industry\n1,Acme,Software\n')
  assert.deepEqual([outcomes.created, retries, sandbox.state().records['account']?.length], [1, 1, 1])
})
