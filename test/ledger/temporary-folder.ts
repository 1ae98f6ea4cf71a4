import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of a test's own, gone at its end. */
export interface TemporaryFolder extends Disposable {
  path(name: string): string
}

export function makeTemporaryFolder(): TemporaryFolder {
  const folder = mkdtempSync(join(tmpdir(), 'lightfield-ledger-'))
  return {
    path: name => join(folder, name),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
