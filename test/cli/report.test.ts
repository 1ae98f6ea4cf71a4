import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dealsMapping, makeAccount, numberedDeals, writeDeals } from './deals.ts'
import { call, towards } from './program.ts'
import { busyImport, noon, type ReportedImport, writeReported } from './reported-ledger.ts'
import { openStage } from './stage.ts'

const stage = openStage()

/** The report of such a ledger, as `--out -` writes it. */
async function pageOf(reported: ReportedImport, ...more: readonly string[]): Promise<string> {
  const { mapping } = await writeReported(stage.folder(), reported)
  const { code, stdout, stderr } = await call(['report', '--mapping', mapping, '--out', '-', ...more])
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

const oneRun: ReportedImport = {
  runs: [{ id: 'r1', startedAt: noon, seconds: 60, course: 'steady', outcomes: { created: 3 } }],
  rows: [{ count: 3, state: 'created', link: 'https://app.lightfield.example/' }],
}

describe('the file', () => {
  test('stands beside the mapping, for its owner alone, and the message says so', async () => {
    const folder = stage.folder()
    const { mapping } = await writeReported(folder, busyImport)
    const { code, stdout, stderr } = await call(['report', '--mapping', mapping])
    const path = join(folder, 'deals.report.html')
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toMatch(/^Wrote .*deals\.report\.html \(\d+ kB\): 99,957 rows, 3 reasons of failures\.\n/)
    expect(stderr).toContain('It holds no values of rows')
    expect(readFileSync(path, 'utf8')).toContain('<h1>hubspot-deals')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('is written over by the next report, and by nothing else is anything', async () => {
    const folder = stage.folder()
    const { mapping } = await writeReported(folder, oneRun)
    const [own, other, link] = ['own.html', 'other.html', 'link.html'].map(name => join(folder, name)) as [
      string,
      string,
      string,
    ]
    writeFileSync(other, '<!doctype html>\n<p>mine</p>\n')
    symlinkSync(other, link)
    const report = (out: string, ...more: string[]) => call(['report', '--mapping', mapping, '--out', out, ...more])
    expect((await report(own)).code).toBe(0)
    expect((await report(own)).code).toBe(0)
    const refused = await report(other)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('other.html already, which is no report')
    expect((await report(link)).code).toBe(2)
    expect((await report(mapping, '--force')).code).toBe(2)
    expect(readFileSync(other, 'utf8')).toContain('mine')
    expect((await report(other, '--force')).code).toBe(0)
    expect(readFileSync(other, 'utf8')).toContain('<h1>deals')
  })

  test('cannot share the standard output with --json', async () => {
    const { mapping } = await writeReported(stage.folder(), oneRun)
    const { code, stderr, stdout } = await call(['report', '--mapping', mapping, '--out', '-', '--json'])
    expect([code, JSON.parse(stdout)]).toMatchObject([2, { stopped: { code: 'stdout_taken' } }])
    expect(stderr).toContain('--out - and --json')
  })

  test('is not made where the ledger has no such import', async () => {
    const folder = stage.folder()
    await writeReported(folder, oneRun)
    const mapping = join(folder, 'others.yaml')
    writeFileSync(mapping, 'object: opportunity\nfields: { $name: Name }\n')
    const { code, stderr } = await call(['report', '--mapping', mapping])
    expect(code).toBe(2)
    expect(stderr).toContain('no import named others')
  })

  test('keeps its size, however many rows there are', async () => {
    const rowsOf = (count: number): ReportedImport => ({
      runs: [{ id: 'r1', startedAt: noon, seconds: 12 * 3_600, course: 'troubled', outcomes: { created: count } }],
      rows: [
        { count: Math.ceil(count * 0.8), state: 'created', link: 'https://app.lightfield.example/' },
        { count: Math.floor(count * 0.2), state: 'failed', code: 'bad_request', param: 'amount' },
      ],
    })
    const [few, many] = await Promise.all([pageOf(rowsOf(100)), pageOf(rowsOf(100_000))])
    expect(many).toContain('100,000')
    expect(Math.abs(many.length - few.length)).toBeLessThan(1_000)
    expect(many.length).toBeLessThan(200_000)
  })

  test('stays small with a hundred runs of half a day, and as many reasons as rows', async () => {
    const runs = Array.from({ length: 120 }, (_, at) => ({
      id: `20261120-12000${at}-abcd`,
      startedAt: noon + at * 86_400_000,
      seconds: 12 * 3_600,
      course: at < 105 ? null : ('troubled' as const),
      outcomes: { created: 5_000_000, failed: 12 },
    }))
    const wide = 'x'.repeat(200)
    const rows = Array.from({ length: 500 }, (_, at) => ({
      count: 6,
      state: 'failed',
      code: `${at}${wide}`,
      param: wide,
      message: wide,
    }))
    const page = await pageOf({ runs, rows }, '--with-values')
    expect(page.length).toBeLessThan(500_000)
    expect(page).toContain('and 20 earlier runs')
    expect(page).toContain('and 470 reasons of fewer rows')
  })
})

describe('values', () => {
  test('are nowhere in the page, nor in the JSON, unless they are asked for', async () => {
    const page = await pageOf(busyImport)
    expect(page).not.toMatch(/SECRET|KEY-\d/)
    const { mapping } = await writeReported(stage.folder(), busyImport)
    const { stdout } = await call(['report', '--mapping', mapping, '--json'])
    expect(stdout).not.toMatch(/SECRET|KEY-\d/)
  })

  test('that the API quotes are not in the page either: under a code of ours, of a parent, or of what stopped a run', async () => {
    const quoting: ReportedImport = {
      runs: [
        {
          id: 'r1',
          startedAt: noon,
          seconds: 9,
          state: 'stopped',
          stopped: {
            code: 'request_refused',
            message: 'The API refuses the request (403).',
            hint: 'It says: "SECRET". Once that is put right, give the same command again.',
          },
        },
      ],
      rows: [
        { count: 1, state: 'failed', code: 'unknown_option', message: "There is no option 'SECRET'." },
        { count: 1, state: 'failed', attempts: 0, code: 'parent_failed', message: 'the API refuses it (x): SECRET' },
        { count: 1, state: 'failed', attempts: 0, code: 'look_up_not_found', message: 'No account is called that.' },
      ],
    }
    const page = await pageOf(quoting)
    expect(page).not.toContain('SECRET')
    expect(page).toContain('The API refuses the request (403).')
    expect(page).toContain('No account is called that.')
    const { mapping } = await writeReported(stage.folder(), quoting)
    expect((await call(['report', '--mapping', mapping, '--json'])).stdout).not.toContain('SECRET')
    expect(await pageOf(quoting, '--with-values')).toContain('SECRET')
  })

  test('of the examples are shown with --with-values: key, message, and what was sent', async () => {
    const page = await pageOf(busyImport, '--with-values')
    expect(page).toContain('KEY-99641')
    expect(page).toContain('No account has the id &#39;acc_SECRET&#39;.')
    expect(page).toContain('<dt>$name</dt><dd>Renewal SECRET</dd>')
    expect(page).toContain('<dt>$account</dt><dd>acc_SECRET</dd>')
    expect(page).toContain('share it with care')
  })
})

const hostile = '</script><script>alert(1)</script>\u202e"\'><img src=x onerror=alert(2)>\u0007'

test('hostile names, messages, values and addresses are text', async () => {
  const page = await pageOf(
    {
      name: hostile,
      runs: [
        {
          id: hostile,
          startedAt: noon,
          seconds: 30,
          source: hostile,
          state: 'stopped',
          stopped: { code: 'x', message: hostile, hint: hostile },
          course: 'steady',
        },
      ],
      rows: [
        { count: 2, state: 'created', link: 'javascript:alert(3)' },
        {
          count: 2,
          state: 'failed',
          code: hostile,
          param: hostile,
          column: hostile,
          message: hostile,
          body: JSON.stringify({ fields: { [hostile]: hostile } }),
        },
      ],
    },
    '--with-values',
  )
  expect(page).not.toMatch(/<script>alert|<img|javascript:|\u202e/)
  expect(page).not.toContain('\u0007')
  expect(page.match(/<\/script>/g)).toHaveLength(3)
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;\\u202e')
})

test('a page names the hash of each of its scripts and of its style, and lets nothing else in', async () => {
  const page = await pageOf(oneRun)
  const policy = /Content-Security-Policy" content="(?<policy>[^"]*)"/.exec(page)?.groups?.['policy'] ?? ''
  expect(policy.replace(/'sha256-[^']{44}'/g, 'HASH')).toBe(
    "default-src 'none'; script-src HASH HASH; style-src HASH; img-src data:; base-uri 'none'; form-action 'none'",
  )
  expect(page).not.toMatch(/ style="| on[a-z]+="/)
})

test('what was undone of a run is told with the run', async () => {
  const sandbox = await stage.sandbox()
  await makeAccount(sandbox)
  const { csv, mapping } = writeDeals(stage.folder(), numberedDeals(3))
  const env = towards(sandbox)
  await call(['run', csv, '--mapping', mapping], { env })
  await call(['undo', '--mapping', mapping, '--yes'], { env })
  const page = (await call(['report', '--mapping', mapping, '--out', '-'])).stdout
  expect(page.replace(/<time[^>]*>|<\/time>/g, '')).toMatch(/Undone [-\d: ]+(?: UTC)?: 3 writes to 3 records\./)
  const { stdout } = await call(['report', '--mapping', mapping, '--json'])
  const { runs, undone } = JSON.parse(stdout)
  expect(undone).toMatchObject([{ run_id: runs[0].run_id, writes: 3, records: 3 }])
})

describe('there is a page', () => {
  test('before the first row', async () => {
    const page = await pageOf({ runs: [], rows: [] })
    expect(page).toContain('No row has come to the ledger yet.')
    expect(page).toContain('This import has had no run yet.')
    expect(page).not.toContain('<script')
  })

  test('of runs that an older version carried out, without their course', async () => {
    const page = await pageOf({
      ...oneRun,
      runs: [{ id: 'r1', startedAt: noon, seconds: 60, outcomes: { created: 3 } }],
    })
    expect(page).toContain('All 3 rows are done.')
    expect(page).toContain('No course is known of these runs')
  })

  test('of a run that is under way, or was until it was killed', async () => {
    const page = await pageOf({ ...oneRun, runs: [{ id: 'r1', startedAt: noon, seconds: 60, state: 'running' }] })
    expect(page).toContain('Its process ended without a word')
  })

  test('of an import of which nothing was done', async () => {
    const page = await pageOf({ ...oneRun, rows: [{ count: 9, state: 'failed', code: 'not_in_any_catalogue' }] })
    expect(page).toContain('9 of 9 rows need attention.')
    expect(page).toContain('<code>not_in_any_catalogue</code>')
    expect(page).toContain('Read what the API says of these rows')
  })
})

test('a run leaves a course behind, and --json tells it with all the rest', async () => {
  const sandbox = await stage.sandbox()
  const folder = stage.folder()
  const account = await makeAccount(sandbox)
  const rows = numberedDeals(30).map((deal, at) => ({ ...deal, account: at < 4 ? 'acc_99999999' : account }))
  const { csv, mapping } = writeDeals(folder, rows, dealsMapping)
  const env = towards(sandbox)
  expect((await call(['run', csv, '--mapping', mapping], { env })).code).toBe(1)
  const out = join(folder, 'page.html')
  const { code, stdout, stderr } = await call(['report', '--mapping', mapping, '--json', '--out', out])
  expect([code, stderr]).toEqual([0, ''])
  const json = JSON.parse(stdout)
  expect(json).toMatchObject({ import: 'deals', object: 'opportunity', out, rows: 30, run_count: 1, reason_count: 1 })
  expect(json.outcomes).toMatchObject({ created: 26, failed: 4 })
  expect(json.runs[0]).toMatchObject({ state: 'finished', source: expect.stringContaining('deals.csv') })
  expect(json.failures[0]).toMatchObject({ count: 4, param: '$account', number: expect.stringMatching(/^LFI\d{4}$/) })
  expect(json.failures[0].examples.map((example: { row: number }) => example.row)).toEqual([1, 2, 3, 4])
  expect(json.links).toHaveLength(5)
  expect(json.courses[0]).toMatchObject({ run_id: json.runs[0].run_id, writes: 30 })
  expect(readFileSync(out, 'utf8')).toContain(`<h3>Run ${json.runs[0].run_id}`)
})
