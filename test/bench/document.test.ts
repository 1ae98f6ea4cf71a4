import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { benches } from '../../bench/benches.ts'
import { withFigures } from '../../bench/document.ts'

const page = `<!-- bench:aims -->
<!-- /bench:aims -->
a
<!-- bench:x -->
old
<!-- /bench:x -->
b
<!-- bench:y -->
- at most 2 ms: **missed** (3 ms)
<!-- /bench:y -->
`

test('figures take the place of those between the markers of their measurement', () => {
  expect(withFigures(page, 'x', 'new')).toContain('a\n<!-- bench:x -->\n\nnew\n\n<!-- /bench:x -->\nb\n')
  expect(() => withFigures(page, 'z', 'new')).toThrow('no place marked <!-- bench:z -->')
})

test('the overview says what the figures on the page say of their aims', () => {
  const once = withFigures(page, 'x', 'Table.\n\n- 99% or more: **met** (99.2%)\n- no request: **met** (0 in a run)')
  const overview = [
    '| x | 99% or more | met | 99.2% |',
    '| x | no request | met | 0 in a run |',
    '| y | at most 2 ms | missed | 3 ms |',
  ].join('\n')
  expect(once).toContain(overview)
  const twice = withFigures(once, 'y', '- at most 2 ms: **met** (1 ms)')
  expect(twice).toContain(overview.replace('missed | 3 ms', 'met | 1 ms'))
  expect(twice.match(/99% or more/g)).toHaveLength(2)
})

test('the page on performance has a place for each measurement, and for no other', () => {
  const text = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8')
  const marked = [...text.matchAll(/^<!-- bench:([\w-]+) -->$/gm)].map(([, name]) => name)
  const names = benches.map(({ name }) => name)
  expect(marked).toEqual(['aims', ...names])
  for (const name of names) expect(withFigures(text, name, 'new')).toContain(`<!-- bench:${name} -->\n\nnew\n`)
})
