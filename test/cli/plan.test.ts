import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { seedWorkspace } from '../../src/sandbox/sandbox.ts'
import { call as ask, make, recordsOf, requestsOf } from '../import/api.ts'
import { type AccountFiles, accountsMapping, readPlan, writeAccounts } from './accounts.ts'
import { call, start, towards } from './program.ts'
import { expectRefusal } from './refusal.ts'
import { openStage } from './stage.ts'

const stage = openStage()

type Files = Pick<AccountFiles, 'csv' | 'mapping' | 'plan'>

function commandOf({ csv, mapping, plan }: Files): readonly string[] {
  return ['run', csv, '--mapping', mapping, '--plan', plan, '--rate', '1000', '--json']
}

async function draw(sandbox: Sandbox, files: Files, ...options: readonly string[]) {
  const ended = await call([...commandOf(files), '--dry-run', ...options], { env: towards(sandbox) })
  expect(ended.stderr).toContain(`The plan is in ${files.plan}`)
  return readPlan(files)
}

function carryOut(sandbox: Sandbox, files: Files, ...options: readonly string[]) {
  return call([...commandOf(files), ...options], { env: towards(sandbox) })
}

/** Outcome and error code of each row, by the ledger. */
async function results({ mapping }: Files): Promise<readonly string[]> {
  const told = await call(['results', '--mapping', mapping, '--format', 'jsonl'])
  return lines(told.stdout).map(row => [row.outcome, row.error_code].filter(Boolean).join(' '))
}

function lines(jsonLines: string) {
  return jsonLines
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

function regions(sandbox: Sandbox): Readonly<Record<string, unknown>> {
  return Object.fromEntries(recordsOf(sandbox, 'account').map(({ fields }) => [fields['$name'], fields['region']]))
}

test.concurrent('each row has its line, in the order of the file, with what is done to which record', async () => {
  const sandbox = await stage.sandbox()
  const acme = await make(sandbox, 'accounts', { $name: 'Acme', region: 'EU' })
  const same = await make(sandbox, 'accounts', { $name: 'Same', region: 'EU' })
  for (const $name of ['Twice', 'Twice']) await make(sandbox, 'accounts', { $name })
  const files = writeAccounts(stage.folder(), [
    '1,New,EU,1',
    '2,Acme,US,',
    '3,Same,EU,',
    '4,Twice,EU,',
    '5,Bad,EU,much',
    '1,New,EU,1',
    '6,New,US,',
  ])

  const { header, rows, end } = await draw(sandbox, files)

  expect(end).toEqual({ end: true, rows: 7 })
  expect(header).toMatchObject({
    format: 'lightfield-import plan',
    version: 1,
    import: 'accounts',
    object: 'account',
    mode: 'upsert',
    hashes: { file: expect.stringMatching(/^[0-9a-f]{64}$/) },
  })
  const nothing = { record_id: null, fields: {}, links: [], record_hash: null, error_code: null }
  const fields = {
    $name: { from: null, to: 'New' },
    region: { from: null, to: 'EU' },
    annualRevenue: { from: null, to: 1 },
  }
  expect(rows).toEqual([
    { ...nothing, row: 1, line: 2, key: '1', action: 'create', record_id: 'new', fields },
    {
      ...nothing,
      row: 2,
      line: 3,
      key: '2',
      action: 'update',
      record_id: acme,
      fields: { region: { from: 'EU', to: 'US' } },
      record_hash: expect.any(String),
    },
    { ...nothing, row: 3, line: 4, key: '3', action: 'unchanged', record_id: same },
    { ...nothing, row: 4, line: 5, key: '4', action: 'ambiguous', error_code: 'match_ambiguous' },
    { ...nothing, row: 5, line: 6, key: '5', action: 'invalid', error_code: 'not_a_number' },
    { ...nothing, row: 6, line: 7, key: '1', action: 'duplicate', error_code: 'duplicate_key' },
    {
      ...nothing,
      row: 7,
      line: 8,
      key: '6',
      action: 'update',
      record_id: 'new',
      fields: { region: { from: 'EU', to: 'US' } },
    },
  ])
  expect(statSync(files.plan).mode & 0o777).toBe(0o600)

  const ran = await carryOut(sandbox, files)
  expect(JSON.parse(ran.stdout).outcomes).toMatchObject({
    created: 1,
    updated: 2,
    unchanged: 1,
    ambiguous: 1,
    invalid: 1,
    duplicate: 1,
    failed: 0,
  })
  expect(regions(sandbox)).toMatchObject({ New: 'US', Acme: 'US', Same: 'EU' })

  const again = await carryOut(sandbox, files)
  expect(JSON.parse(again.stdout)).toMatchObject({ outcomes: { skipped: 4, failed: 0 }, requests: { write: 0 } })
})

test.concurrent('a row whose record is not what it was is drifted, nothing is sent for it, and the others are done', async () => {
  const sandbox = await stage.sandbox()
  const names = ['Edited', 'Elsewhere', 'Gone', 'Done', 'Fine', 'Doubled', 'Same']
  const ids: Record<string, string> = {}
  for (const $name of names)
    ids[$name] = await make(sandbox, 'accounts', { $name, region: $name === 'Same' ? 'US' : 'EU' })
  for (const $name of ['Twice', 'Twice']) ids[$name] = await make(sandbox, 'accounts', { $name })
  const files = writeAccounts(
    stage.folder(),
    [...names, 'Twice', 'Taken', 'New'].map((name, index) => `${index},${name},US,`),
  )
  await draw(sandbox, files)

  const change = (name: string, fields: object) => ask(sandbox, 'POST', `/v1/accounts/${ids[name]}`, { fields })
  await change('Edited', { region: 'APAC' })
  await change('Elsewhere', { phone: ['+12125550123'] })
  await ask(sandbox, 'DELETE', `/v1/accounts/${ids['Gone']}`)
  await change('Done', { region: 'US' })
  await make(sandbox, 'accounts', { $name: 'Doubled' })
  await change('Same', { region: 'EU' })
  await ask(sandbox, 'DELETE', `/v1/accounts/${ids['Twice']}`)
  await make(sandbox, 'accounts', { $name: 'Taken', region: 'EU' })
  const before = requestsOf(sandbox).write

  const resultsFile = join(stage.folder(), 'results.csv')
  const ran = await carryOut(sandbox, files, '--results', resultsFile)

  expect(ran.code).toBe(1)
  expect(JSON.parse(ran.stdout).outcomes).toMatchObject({ created: 1, updated: 1, failed: 8 })
  expect(requestsOf(sandbox).write - before).toBe(2)
  expect(regions(sandbox)).toMatchObject({ Edited: 'APAC', Elsewhere: 'EU', Fine: 'US', New: 'US', Taken: 'EU' })
  expect(await results(files)).toEqual([
    'failed drifted',
    'failed drifted',
    'failed drifted',
    'failed drifted',
    'updated',
    'failed drifted',
    'failed drifted',
    'failed drifted',
    'failed drifted',
    'created',
  ])
  expect(ran.stderr).toContain('The record was changed since the plan was drawn.')

  // The record that a search found is told of a row that did not write to it; the ledger has it of no such row.
  const told = readFileSync(resultsFile, 'utf8').split('\n')
  const recordOf = (name: string) => told.find(line => line.includes(`,${names.indexOf(name)},failed,`))?.split(',')[4]
  expect(['Edited', 'Elsewhere', 'Done', 'Same'].map(recordOf)).toEqual(
    ['Edited', 'Elsewhere', 'Done', 'Same'].map(name => ids[name]),
  )
  const kept = await call(['results', '--mapping', files.mapping, '--format', 'jsonl', '--status', 'failed'])
  expect(new Set(lines(kept.stdout).map(row => row.record_id))).toEqual(new Set([null]))

  const next = await draw(sandbox, files)
  expect(next.rows.slice(0, 2)).toMatchObject([
    { action: 'update', fields: { region: { from: 'APAC' } } },
    { action: 'update' },
  ])
  const second = await carryOut(sandbox, files)
  expect(JSON.parse(second.stdout).outcomes).toMatchObject({ failed: 0, ambiguous: 1, skipped: 2 })
})

const otherDefinitions = {
  ...seedWorkspace,
  objects: seedWorkspace.objects.map(object => ({
    ...object,
    fields: object.fields.map(field => (field.key === 'region' ? { ...field, label: 'Territory' } : field)),
  })),
}

test.concurrent('a plan whose file, mapping or definitions changed is refused with what changed, and nothing is sent', async () => {
  const sandbox = await stage.sandbox()
  const other = await stage.sandbox({ workspace: otherDefinitions })
  const files = writeAccounts(stage.folder(), ['1,Acme,EU,1'])
  await draw(sandbox, files)
  const { csv, mapping } = { csv: readFileSync(files.csv), mapping: readFileSync(files.mapping) }
  const refusal = async (at: Sandbox, ...parts: readonly string[]) => {
    const ended = await carryOut(at, files)
    expectRefusal(ended, 2, [`${files.plan} does not hold any more: nothing was sent.`])
    const told = ended.stderr
      .split('\n')
      .filter(line => line.includes('was changed since') || line.includes('were changed since'))
    expect(told.map(line => line.replace(/^.*jsonl:1: (\w+):.*$/, '$1'))).toEqual(parts)
    expect(requestsOf(at).write).toBe(0)
    expect(existsSync(`${dirname(files.csv)}/ledger.db`)).toBe(false)
  }

  writeFileSync(files.csv, gzipSync(csv))
  await refusal(sandbox, 'file')
  appendFileSync(files.mapping, '# a remark\n')
  await refusal(other, 'file', 'mapping', 'definitions')
  writeFileSync(files.csv, csv)
  writeFileSync(files.mapping, mapping)
  await refusal(other, 'definitions')

  expect(await carryOut(sandbox, files)).toMatchObject({ code: 0 })
})

test.concurrent('a plan that is cut off, even at the end of a line, is refused, and nothing is sent', async () => {
  const sandbox = await stage.sandbox()
  const files = writeAccounts(stage.folder(), ['1,A,EU,', '2,B,EU,', '3,C,EU,', '4,D,EU,'])
  await draw(sandbox, files)
  const whole = readFileSync(files.plan, 'utf8')

  writeFileSync(files.plan, whole.split('\n').slice(0, 4).join('\n').concat('\n'))
  expectRefusal(await carryOut(sandbox, files), 2, [
    `${files.plan} is not a plan that can be carried out: nothing was sent.`,
    /plan\.jsonl:4: the plan is cut off after this line/,
  ])
  expect(requestsOf(sandbox).write).toBe(0)

  writeFileSync(files.plan, whole)
  expect(JSON.parse((await carryOut(sandbox, files)).stdout).outcomes).toMatchObject({ created: 4 })
})

test.concurrent('no plan is drawn while a row or a parent is in doubt; a run settles it, and then one is', async () => {
  const sandbox = await stage.sandbox()
  const mapping = `
object: contact
import: contacts
key: [ID]
fields: { $name: { firstName: Name } }
relationships: { $account: { column: Region, find: { object: account, by: $name, missing: create } } }
`
  const files = writeAccounts(stage.folder(), ['1,Ann,Acme,', '2,Bob,Acme,'], mapping)
  const run = ['run', files.csv, '--mapping', files.mapping, '--json']
  const limited = [...run, '--limit', '1', '--give-up-after', '100ms']
  writeFileSync(files.plan, 'earlier')
  for (const path of ['/v1/accounts', '/v1/contacts']) {
    sandbox.setFaults([{ kind: 'error-after', status: 500, match: { method: 'POST', path } }])
    await call(limited, { env: towards(sandbox) })
    sandbox.setFaults([])
    const before = requestsOf(sandbox).write

    const refused = await call([...commandOf(files), '--dry-run'], { env: towards(sandbox) })

    expectRefusal(refused, 2, ['No plan can be drawn yet', '1 row in doubt', 'Run once without --dry-run and --plan'])
    expect(readFileSync(files.plan, 'utf8')).toBe('earlier')
    expect(existsSync(`${files.plan}.unfinished`)).toBe(false)
    expect(requestsOf(sandbox).write).toBe(before)
  }

  const settling = await call([...run, '--limit', '1'], { env: towards(sandbox) })
  expect(JSON.parse(settling.stdout)).toMatchObject({ settled: 1, rows: 2, outcomes: { created: 2 } })
  expect((await draw(sandbox, files)).rows).toMatchObject([{ action: 'skipped' }, { action: 'skipped' }])
  expect(recordsOf(sandbox, 'contact')).toHaveLength(2)
  expect(recordsOf(sandbox, 'account')).toHaveLength(1)
})

test.concurrent('a plan of another import or mode is refused, and so is a file that is no plan', async () => {
  const sandbox = await stage.sandbox()
  const files = writeAccounts(stage.folder(), ['1,Acme,EU,1'])
  await draw(sandbox, files)

  writeFileSync(files.mapping, accountsMapping.replace('import: accounts', 'import: others'))
  expectRefusal(await carryOut(sandbox, files, '--mode', 'create'), 2, [
    'is not a plan of this import',
    'for the import accounts, this run for others',
    'for the mode upsert, this run for create',
  ])
  expectRefusal(await carryOut(sandbox, { ...files, plan: files.csv }), 2, [/accounts\.csv:1: this is not a plan/])
  expect(requestsOf(sandbox).write).toBe(0)
})

test.concurrent('what the plan of a limited dry run does not hold is not sent; a run may do less than the plan', async () => {
  const sandbox = await stage.sandbox()
  const files = writeAccounts(stage.folder(), ['1,A,EU,', '2,B,EU,', '3,C,EU,', '4,D,EU,'])
  const { header, rows } = await draw(sandbox, files, '--limit', '3')
  expect(header.limit).toBe(3)
  expect(rows).toHaveLength(3)

  const canary = await carryOut(sandbox, files, '--limit', '1')
  const all = await carryOut(sandbox, files)
  const again = await carryOut(sandbox, files)

  expect(canary.code).toBe(0)
  expect(JSON.parse(canary.stdout)).toMatchObject({ rows: 1, outcomes: { created: 1 } })
  expect(all.code).toBe(0)
  expect(JSON.parse(all.stdout)).toMatchObject({ rows: 3, outcomes: { created: 2, skipped: 1 } })
  expect(JSON.parse(again.stdout)).toMatchObject({ rows: 3, outcomes: { skipped: 3 } })
  expect(Object.keys(regions(sandbox)).toSorted()).toEqual(['A', 'B', 'C'])
})

test.concurrent('standard input cannot be planned, --retry-failed goes by the plan, and nothing but a plan is written over', async () => {
  const sandbox = await stage.sandbox()
  const files = writeAccounts(stage.folder(), ['1,A,EU,'])
  await draw(sandbox, files)

  for (const dry of [[], ['--dry-run']]) {
    const args = [...commandOf({ ...files, csv: '-' }), ...dry]
    expectRefusal(await call(args, { env: towards(sandbox), stdin: readFileSync(files.csv) }), 2, [
      'needs a CSV that is a file',
    ])
  }
  expectRefusal(await carryOut(sandbox, files, '--retry-failed'), 2, ['was drawn without --retry-failed'])
  const overwriting = await call([...commandOf({ ...files, plan: files.mapping }), '--dry-run'], {
    env: towards(sandbox),
  })
  expectRefusal(overwriting, 2, [/--plan .* is the same file as the mapping/])
  const folder = await call([...commandOf({ ...files, plan: dirname(files.plan) }), '--dry-run'], {
    env: towards(sandbox),
  })
  expectRefusal(folder, 2, ['it is there, and not a file'])
  const results = await carryOut(sandbox, files, '--results', files.plan)
  expectRefusal(results, 2, [/--results .* is the same file as --plan/])
})

test.concurrent('rows that the API refused before are planned again only with --retry-failed, and then carried out', async () => {
  const sandbox = await stage.sandbox({
    faults: [{ kind: 'status', status: 422, times: 1, match: { path: '/v1/accounts', method: 'POST' } }],
  })
  const files = writeAccounts(stage.folder(), ['1,A,EU,'])
  await call(['run', files.csv, '--mapping', files.mapping], { env: towards(sandbox) })

  expect((await draw(sandbox, files)).rows).toMatchObject([{ action: 'failed' }])
  expect(JSON.parse((await carryOut(sandbox, files)).stdout)).toMatchObject({
    outcomes: { failed: 1 },
    requests: { write: 0 },
  })
  expect((await draw(sandbox, files, '--retry-failed')).rows).toMatchObject([{ action: 'create' }])
  expect(JSON.parse((await carryOut(sandbox, files)).stdout)).toMatchObject({ outcomes: { created: 1 } })
})

test.concurrent('parents that the plan has made are made once, and no others', async () => {
  const sandbox = await stage.sandbox()
  const known = await make(sandbox, 'accounts', { $name: 'Known' })
  const files = writeAccounts(
    stage.folder(),
    ['1,Ann,Acme,', '2,Bob,Acme,', '3,Cem,Known,', '4,Dee,Later,'],
    `
object: contact
import: contacts
key: [ID]
fields: { $name: { firstName: Name } }
relationships:
  $account:
    column: Region
    find: { object: account, by: $name, missing: create, fields: { region: { value: EU } } }
`,
  )
  const { rows } = await draw(sandbox, files)
  const acme = [{ object: 'account', fields: { $name: 'Acme', region: 'EU' } }]
  const link = (id: string) => [{ key: '$account', operation: 'add', ids: [id] }]
  expect(rows).toMatchObject([
    { action: 'create', links: link('new'), parents: acme },
    { action: 'create', links: link('new'), parents: acme },
    { action: 'create', links: link(known) },
    { action: 'create', links: link('new') },
  ])
  expect(rows[2]).not.toHaveProperty('parents')

  await ask(sandbox, 'DELETE', `/v1/accounts/${known}`)
  await make(sandbox, 'accounts', { $name: 'Later' })
  const ran = await carryOut(sandbox, files)

  expect(await results(files)).toEqual(['created', 'created', 'failed drifted', 'failed drifted'])
  expect(JSON.parse(ran.stdout).parents_created).toEqual({ account: 1 })
  expect(Object.keys(regions(sandbox)).sort()).toEqual(['Acme', 'Later'])
})

test.concurrent('links that take several requests are carried out as planned, and completed where a run stopped between two of them', async () => {
  const sandbox = await stage.sandbox()
  const contacts = await Promise.all(
    Array.from({ length: 60 }, (_, number) => make(sandbox, 'contacts', { $email: [`c${number}@example.com`] })),
  )
  const mapping = `${accountsMapping}relationships:\n  $contact: { column: Revenue, split: " " }\n`.replace(
    '  annualRevenue: { column: Revenue, decimal: "." }\n',
    '',
  )
  const acme = await make(sandbox, 'accounts', { $name: 'Acme' }, { $contact: contacts.slice(0, 2) })
  const files = writeAccounts(
    stage.folder(),
    [`1,Acme,,${contacts.slice(0, 29).join(' ')}`, `2,Globex,,${contacts.slice(30).join(' ')}`],
    mapping,
  )

  const { rows } = await draw(sandbox, files)
  expect(rows[0]).toMatchObject({
    record_id: acme,
    fields: {},
    links: [{ operation: 'add', ids: contacts.slice(2, 29) }],
  })
  sandbox.setFaults([{ kind: 'status', status: 401, times: 1, match: { category: 'write', nth: { at: 2 } } }])
  const stopped = await carryOut(sandbox, files, '--concurrency', '1')
  const ran = await carryOut(sandbox, files)

  expect(stopped.code).toBe(3)
  expect(JSON.parse(ran.stdout)).toMatchObject({ outcomes: { created: 1, updated: 1 }, requests: { write: 3 } })
  const linked = recordsOf(sandbox, 'account').map(({ relationships }) => relationships['$contact']?.length)
  expect(linked).toEqual([29, 30])
})

test.concurrent('a plan that is interrupted and killed goes on with the same command, and does what it says to the end', async () => {
  let running: ReturnType<typeof start> | null = null
  let seen = 0
  const endings = new Map<number, NodeJS.Signals>([
    [25, 'SIGINT'],
    [70, 'SIGKILL'],
    [110, 'SIGTERM'],
    [130, 'SIGKILL'],
  ])
  const sandbox = await stage.sandbox({
    latencyMs: 1,
    sleep: async () => {
      seen += 1
      const signal = running === null ? undefined : endings.get(seen)
      if (signal !== undefined) running?.child.kill(signal)
    },
  })
  const pairs = Array.from({ length: 40 }, (_, pair) => [`${pair}a,Name ${pair},EU,1`, `${pair}b,Name ${pair},US,2`])
  const files = writeAccounts(stage.folder(), pairs.flat())
  await draw(sandbox, files)
  seen = 0

  const codes: (number | null)[] = []
  let last = ''
  while (codes.at(-1) !== 0 && codes.length < 8) {
    running = start([...commandOf(files), '--concurrency', '4'], { env: towards(sandbox) })
    const { code, stdout } = await running.ended
    codes.push(code)
    last = stdout
  }

  expect(codes).toEqual([130, null, 143, null, 0])
  expect(JSON.parse(last)).toMatchObject({ rows: 80, outcomes: { failed: 0, ambiguous: 0 } })
  const made = recordsOf(sandbox, 'account').map(({ fields }) => [fields['region'], fields['annualRevenue']].join(' '))
  expect(made).toEqual(Array.from({ length: 40 }, () => 'US 2'))
})

test.concurrent('a dry run that does not come to its end leaves no plan, and an earlier one as it was', async () => {
  const sandbox = await stage.sandbox()
  const files = writeAccounts(stage.folder(), ['1,A,EU,much', '2,B,EU,much', '3,C,EU,'])
  writeFileSync(files.plan, 'earlier')

  const ended = await call([...commandOf(files), '--dry-run', '--max-errors', '1'], { env: towards(sandbox) })

  expect(ended.code).toBe(3)
  expect(ended.stderr).toContain('No plan was written')
  expect(readFileSync(files.plan, 'utf8')).toBe('earlier')
  expect(existsSync(`${files.plan}.unfinished`)).toBe(false)
})
