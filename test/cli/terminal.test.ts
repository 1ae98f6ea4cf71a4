import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'

const terminal = new URL('../../src/cli/terminal.ts', import.meta.url).href
const hasScript = String(spawnSync('script', ['--version']).stdout).includes('util-linux')

test.skipIf(!hasScript)('a terminal that says it has no columns shows a live line all the same', () => {
  const program = join(temporaryFolder(), 'live.ts')
  writeFileSync(
    program,
    `import { openTerminal } from '${terminal}'\nopenTerminal({ quiet: false, color: false }).live?.('row 1 of 2')\n`,
  )
  const line = `stty cols 0; '${process.execPath}' '${program}'`

  expect(execFileSync('script', ['--quiet', '--command', line, '/dev/null'], { encoding: 'utf8' })).toContain(
    'row 1 of 2',
  )
})
