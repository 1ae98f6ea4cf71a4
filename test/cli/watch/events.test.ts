import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeAccount, numberedDeals, writeDeals } from '../deals.ts'
import { call, sandboxKey, start, towards } from '../program.ts'
import { cellMark, expectRefusal } from '../refusal.ts'
import { openStage } from '../stage.ts'

const stage = openStage()

type Event = Readonly<Record<string, unknown>> & { readonly event: string }

function eventsOf(text: string): readonly Event[] {
  expect(text.endsWith('\n')).toBe(true)
  return text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
}

test.concurrent('each thing that happens is a line, without a cell and without the key', async () => {
  const sandbox = await stage.sandbox()
  const account = await makeAccount(sandbox)
  const deals = [
    { id: `${cellMark}1`, name: cellMark, account },
    { id: `${cellMark}2`, name: cellMark, amount: cellMark, account },
  ]
  const files = writeDeals(stage.folder(), deals)
  const events = join(stage.folder(), 'events.jsonl')
  const run = ['run', files.csv, '--mapping', files.mapping, '--events', events]

  const ended = await call([...run, '--json'], { env: towards(sandbox) })
  const text = readFileSync(events, 'utf8')
  const told = eventsOf(text)

  expect(ended.code, ended.stderr).toBe(1)
  expect(statSync(events).mode & 0o777).toBe(0o600)
  expect(told.map(({ event }) => event)).toEqual(['run_begun', 'row', 'row', 'run_ended'])
  const { run_id } = JSON.parse(ended.stdout)
  expect(told.every(each => each['run_id'] === run_id)).toBe(true)
  expect(told.every(({ at }) => new Date(String(at)).toISOString() === at)).toBe(true)
  expect(told[0]).toMatchObject({ command: 'run', imports: ['deals'], ledger: files.ledger, dry_run: false })
  const rows = told.filter(({ event }) => event === 'row').toSorted((a, b) => Number(a['row']) - Number(b['row']))
  expect(rows).toMatchObject([
    { import: 'deals', row: 1, line: 2, outcome: 'created', record_id: expect.any(String), code: null, attempts: 1 },
    {
      import: 'deals',
      row: 2,
      line: 3,
      outcome: 'invalid',
      record_id: null,
      code: expect.any(String),
      param: 'amount',
    },
  ])
  expect(told.at(-1)).toMatchObject({ state: 'finished', exit_code: 1, summary: { rows: 2, outcomes: { created: 1 } } })
  expect(text).not.toContain(cellMark)
  expect(text).not.toContain(sandboxKey)

  await call(run, { env: towards(sandbox) })
  const both = readFileSync(events, 'utf8')
  expect(both.startsWith(text)).toBe(true)
  expect(eventsOf(both).filter(({ event }) => event === 'run_ended')).toHaveLength(2)
})

test.concurrent('a limit that differs from the one that is documented is told', async () => {
  const sandbox = await stage.sandbox({ limits: { write: 10, read: 0, search: 0 } })
  const account = await makeAccount(sandbox)
  const files = writeDeals(
    stage.folder(),
    numberedDeals(15).map(deal => ({ ...deal, account })),
  )
  const events = join(stage.folder(), 'events.jsonl')

  await call(['run', files.csv, '--mapping', files.mapping, '--events', events], { env: towards(sandbox) })

  const told = eventsOf(readFileSync(events, 'utf8'))
  expect(told).toContainEqual(expect.objectContaining({ event: 'limit_changed', from: 25, to: 10 }))
  expect(told.filter(({ event }) => event === 'row')).toHaveLength(15)
})

test.concurrent('how records are found that rows name is told when it is decided', async () => {
  const sandbox = await stage.sandbox()
  for (const name of ['Acme', 'Beta', 'Gamma', 'Delta']) await makeAccount(sandbox, name)
  const mapping =
    'object: opportunity\nkey: [ID]\nimport: found\nfields: { $name: Name, $stage: { value: Lead } }\nignore: [Stage, Amount]\nrelationships: { $account: { column: Account, find: { object: account, by: $name } } }\n'
  const deals = ['Acme', 'Beta', 'Gamma', 'Delta'].map((account, index) => ({ id: `${index}`, account }))
  const files = writeDeals(stage.folder(), deals, mapping)
  const events = join(stage.folder(), 'events.jsonl')

  const ended = await call(['run', files.csv, '--mapping', files.mapping, '--events', events], {
    env: towards(sandbox),
  })

  expect(ended.code, ended.stderr).toBe(0)
  expect(eventsOf(readFileSync(events, 'utf8'))).toContainEqual(
    expect.objectContaining({
      event: 'look_ups_decided',
      import: 'found',
      object: 'account',
      by: ['$name'],
      values: 4,
    }),
  )
})

test.concurrent('a run that is killed leaves whole lines, and the next one writes on', async () => {
  const sandbox = await stage.sandbox({ latencyMs: 20 })
  const account = await makeAccount(sandbox)
  const files = writeDeals(
    stage.folder(),
    numberedDeals(60).map(deal => ({ ...deal, account })),
  )
  const events = join(stage.folder(), 'events.jsonl')
  const run = ['run', files.csv, '--mapping', files.mapping, '--events', events]
  const { child, ended } = start(run, { env: towards(sandbox) })
  while (!existsSync(events) || !readFileSync(events, 'utf8').includes('"row"')) {
    await new Promise(resolve => setTimeout(resolve, 20))
  }

  child.kill('SIGKILL')
  await ended

  const killed = readFileSync(events, 'utf8')
  expect(eventsOf(killed).map(({ event }) => event)).not.toContain('run_ended')
  // What a machine that went down may leave.
  appendFileSync(events, '{"at":"2026-11-21T0')
  expect((await call(run, { env: towards(sandbox) })).code).toBe(0)
  const lines = readFileSync(events, 'utf8').slice(killed.length).split('\n')
  expect(lines[0]).toBe('{"at":"2026-11-21T0')
  expect(eventsOf(lines.slice(1).join('\n')).at(-1)).toMatchObject({ event: 'run_ended', exit_code: 0 })
})

test.concurrent('a call that fails before its run begins is told of', async () => {
  const files = writeDeals(stage.folder(), [{ id: '1' }])
  const events = join(stage.folder(), 'events.jsonl')

  const ended = await call(['run', 'nowhere.csv', '--mapping', files.mapping, '--events', events])

  expect(ended.code).toBe(2)
  expect(eventsOf(readFileSync(events, 'utf8'))).toMatchObject([
    { event: 'stopped', code: 'file_not_found', number: expect.stringMatching(/^LFI/) },
    { event: 'run_ended', command: 'run', state: 'failed_to_start', exit_code: 2, summary: null },
  ])
})

test.concurrent('a migration tells of all its imports in one file', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  for (const [name, object] of [
    ['firms', 'account'],
    ['people', 'contact'],
  ] as const) {
    const field = object === 'account' ? '$name: Name' : '$name: { lastName: Name }'
    writeFileSync(join(folder, `${name}.csv`), 'Name\nAcme\nBeta\n')
    writeFileSync(join(folder, `${name}.yaml`), `object: ${object}\nimport: ${name}\nfields: { ${field} }\n`)
  }
  const file = join(folder, 'all.yaml')
  writeFileSync(
    file,
    'imports:\n  - { csv: firms.csv, mapping: firms.yaml }\n  - { csv: people.csv, mapping: people.yaml }\n',
  )
  const events = join(folder, 'events.jsonl')

  const ended = await call(['migrate', file, '--events', events], { env: towards(sandbox) })

  expect(ended.code, ended.stderr).toBe(0)
  const told = eventsOf(readFileSync(events, 'utf8'))
  expect(told[0]).toMatchObject({ event: 'run_begun', command: 'migrate', imports: ['firms', 'people'] })
  expect(told.filter(({ event }) => event === 'row').map(row => row['import'])).toEqual([
    'firms',
    'firms',
    'people',
    'people',
  ])
  expect(told.at(-1)).toMatchObject({ event: 'run_ended', command: 'migrate', summary: { rows: 4 } })
})

test.concurrent('a file that holds something else, a link and a folder are left as they are', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const files = writeDeals(folder, [{ id: '1' }])
  const [other, link, directory] = ['other.txt', 'link', 'directory'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(other, 'precious')
  symlinkSync(join(folder, 'nowhere'), link)
  mkdirSync(directory)
  const run = (path: string) =>
    call(['run', files.csv, '--mapping', files.mapping, '--events', path], { env: towards(sandbox) })

  expectRefusal(await run(other), 2, [`${other} is not a file of events`])
  expectRefusal(await run(link), 2, ['symbolic link'])
  expectRefusal(await run(directory), 2, [directory])
  expectRefusal(await run(files.csv), 2, ['is the same file as the CSV'])
  expect(readFileSync(other, 'utf8')).toBe('precious')
  expect(existsSync(join(folder, 'nowhere'))).toBe(false)
  expect(sandbox.state().requests.write.total).toBe(0)
})

test
  .skipIf(process.platform !== 'linux')
  .concurrent('a disk that is full stops the run, which goes on where there is room', async () => {
    const sandbox = await stage.sandbox()
    const account = await makeAccount(sandbox)
    const files = writeDeals(
      stage.folder(),
      numberedDeals(400).map(deal => ({ ...deal, account })),
    )
    const run = ['run', files.csv, '--mapping', files.mapping, '--rate', '150']

    const full = await call([...run, '--events', '/dev/full'], { env: towards(sandbox) })
    const written = sandbox.state().records['opportunity']?.length ?? 0
    const again = await call([...run, '--events', join(stage.folder(), 'events.jsonl')], { env: towards(sandbox) })

    expectRefusal(full, 3, ['The events /dev/full cannot be written: the disk is full', '--events FILE'])
    expect(written).toBeLessThan(400)
    expect(again.code, again.stderr).toBe(0)
    expect(sandbox.state().records['opportunity']).toHaveLength(400)
  })
