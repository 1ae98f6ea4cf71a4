import { expect, test } from 'vitest'
import { checkCsv, InputError, importCsv, importRows, retryRows, undoImport, verifyImport } from '../../src/index.ts'
import { accountsMapping } from './accounts.ts'

const complete = { csv: 'none.csv', mapping: accountsMapping, ledger: 'none.db', apiKey: 'sk_lf_key' }

function refusalOf(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return null
}

test.each([
  ['an option that there is not', { apikey: 'x' }, 'option_unknown', /no option "apikey"/],
  ['a source of the wrong kind', { csv: 3 }, 'option_invalid', /csv must be the path of a file/],
  [
    'a ledger of the wrong kind',
    { ledger: 5 },
    'option_invalid',
    /ledger must be the path .* or null to remember nothing/,
  ],
  ['a mapping of the wrong kind', { mapping: 1 }, 'option_invalid', /mapping must be/],
  ['a limit of none', { limit: 0 }, 'option_invalid', /limit must be a whole number of at least 1/],
  ['a rate below nothing', { rate: -1 }, 'option_invalid', /rate must be a number above 0/],
  ['all of the limit left to others', { headroomPercent: 100 }, 'option_invalid', /headroomPercent must be/],
  ['a share that is none', { maxErrors: '5' }, 'option_invalid', /maxErrors must be .* such as "5%"/],
  ['a mode that there is not', { mode: 'update' }, 'option_invalid', /mode must be one of create, find-or-create/],
  [
    'a number of records of the wrong kind',
    { verify: 'some' },
    'option_invalid',
    /verify must be a whole number of at least 1, or "all"\.$/,
  ],
  ['a signal that is none', { signal: {} }, 'option_invalid', /signal must be an AbortSignal/],
  ['a log that is none', { log: () => undefined }, 'option_invalid', /log must be an object with debug/],
  ['no key', { apiKey: undefined }, 'api_key_missing', /no API key/],
  ['a key of the wrong kind', { apiKey: 5 }, 'option_invalid', /apiKey must be a text/],
  ['a key with a line break', { apiKey: 'sk_lf_key\n' }, 'api_key_invalid', /characters that no key has/],
  ['an address that is none', { baseUrl: 'api.example' }, 'base_url_invalid', /not an http or https address/],
  ['plain http to another machine', { baseUrl: 'http://api.example' }, 'http_refused', /plain http/],
  ['a proxy that is none', { proxy: 'ftp://user:secret@proxy.example' }, 'proxy_invalid', /^proxy is not the address/],
])('%s is refused at once', (_, options, code, message) => {
  const error = refusalOf(() => importCsv({ ...complete, ...options } as never))
  expect(error).toBeInstanceOf(InputError)
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
  expect(String(error)).not.toMatch(/sk_lf_key|secret/)
})

test('the nearest option is named', () => {
  expect(refusalOf(() => importCsv({ ...complete, dryrun: true } as never))).toMatchObject({
    hint: 'Did you mean dryRun?',
  })
})

test.each([
  ['importRows', () => importRows({ ...complete } as never), /rows is missing|no option "csv"/],
  ['retryRows', () => retryRows({ ...complete } as never), /no option "csv"/],
  ['retryRows without a ledger', () => retryRows({ ...complete, csv: undefined, ledger: null } as never), /csv|ledger/],
  ['verifyImport', () => verifyImport({ ...complete, csv: undefined } as never), /verifyImport has no option "csv"/],
  ['undoImport', () => undoImport({ ledger: 'ledger.db' } as never), /undoImport: mapping is missing/],
  ['checkCsv', () => checkCsv({ ...complete } as never), /checkCsv has no option "ledger"/],
  ['nothing at all', () => importCsv(undefined as never), /takes its options as one object/],
])('%s names itself in what it refuses', (_, call, message) => {
  expect(refusalOf(call)).toMatchObject({ message: expect.stringMatching(message) })
})

test('options that are undefined count as left out', async () => {
  const run = importCsv({ ...complete, limit: undefined, signal: undefined, baseUrl: undefined, verify: undefined })
  await expect(run.summary).rejects.toMatchObject({ code: 'file_not_found' })
})

test('a check without a key has to say that it wants no network', () => {
  const { csv, mapping } = complete
  expect(refusalOf(() => checkCsv({ csv, mapping }))).toMatchObject({ code: 'api_key_missing' })
  expect(refusalOf(() => checkCsv({ csv, mapping, offline: true }))).toBe(null)
})
