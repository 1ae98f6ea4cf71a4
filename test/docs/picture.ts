/** Draws the picture of the live view that README.md shows, from the screen of a run that is under way. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { Screen } from '../cli/live/screen.ts'
import { call, towards } from '../cli/program.ts'
import { svgOf } from './svg.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'lightfield-import-'))
const endings: (() => void | Promise<void>)[] = []
const stage = {
  folder: () => mkdtempSync(join(folder, 'screen-')),
  atEnd: (clear: () => void) => void endings.push(clear),
}

for (const file of ['accounts.csv', 'accounts.mapping.yaml', 'opportunities.mapping.yaml']) {
  writeFileSync(join(folder, file), readFileSync(join(root, 'fixtures', file)))
}
// A few rows as they are in life: with an amount that is none.
const deals = readFileSync(join(root, 'fixtures/opportunities.csv'), 'utf8').split('\n')
const spoilt = deals.map((line, at) => (at % 190 === 60 ? line.replace(/\d+(?=\.\d\d)/, 'n/a') : line))
writeFileSync(join(folder, 'opportunities.csv'), spoilt.join('\n'))

await using sandbox = await startSandbox({ limits: { write: 0, read: 0, search: 0 }, indexLagMs: 0 })
const options = { cwd: folder, env: { ...towards(sandbox), LANG: 'C.UTF-8' } }
await call(['run', 'accounts.csv', '--mapping', 'accounts.mapping.yaml'], options)
sandbox.change({ limits: { write: 25, read: 25, search: 25 } })
const words = ['run', 'opportunities.csv', '--mapping', 'opportunities.mapping.yaml']
const screen = new Screen(stage, words, { ...options, columns: 92, rows: 14 })
await screen.until(text => /\b5\d\d of (about )?1,200 rows/.test(text) && /left/.test(text))
mkdirSync(join(root, 'docs/pictures'), { recursive: true })
writeFileSync(join(root, 'docs/pictures/live-view.svg'), svgOf(`$ lightfield-import ${words.join(' ')}`, screen.spans))
screen.signal('SIGINT')
await screen.end()
for (const clear of endings) await clear()
rmSync(folder, { recursive: true, force: true })
