import { expect, test } from 'vitest'
import { afterwardsJson, afterwardsText } from '../../src/report/afterwards.ts'
import { RunLinks } from '../../src/report/run-links.ts'
import { plainLook } from '../../src/report/style.ts'

const next = { command: 'lightfield-import run failed.csv --mapping deals.yaml', why: 'once failed.csv is mended' }

test('links, files and the next command stand below each other', () => {
  const links = ['https://app.example/a', 'https://app.example/b']
  const files = { ledger: 'ledger.db', results: 'results.csv', failed: { path: 'failed.csv', rows: 1_200 } }
  expect(afterwardsText({ links, files, next: [next] }, plainLook)).toBe(
    [
      'Records  https://app.example/a',
      '         https://app.example/b',
      'Ledger   ledger.db',
      'Results  results.csv',
      'Failed   failed.csv (1,200 rows)',
      'Next     lightfield-import run failed.csv --mapping deals.yaml',
      '         once failed.csv is mended',
    ].join('\n'),
  )
  expect(afterwardsJson({ links, files, next: [next] })).toEqual({
    links,
    files: { ledger: 'ledger.db', results: 'results.csv', failed: 'failed.csv' },
    next,
  })
})

test('what there is nothing of is left out', () => {
  const files = { ledger: 'ledger.db', results: null, failed: null }
  expect(afterwardsText({ links: [], files, next: [] }, plainLook)).toBe('Ledger  ledger.db')
  const none = { links: [], files: { ...files, ledger: null }, next: [] }
  expect([afterwardsText(none, plainLook), afterwardsJson(none).next]).toEqual([null, null])
})

test('the first three records that were created are linked to, if a link is one to a page', () => {
  const links = new RunLinks()
  links.add({ outcome: 'found', httpLink: 'https://app.example/0' })
  links.add({ outcome: 'created', httpLink: null })
  links.add({ outcome: 'created', httpLink: 'javascript:alert(1)' })
  for (const at of [1, 2, 3, 4]) links.add({ outcome: 'created', httpLink: `https://app.example/${at}` })
  expect(links.list()).toEqual([1, 2, 3].map(at => `https://app.example/${at}`))
})
