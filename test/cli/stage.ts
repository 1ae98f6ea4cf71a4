import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'

/** Folders and sandboxes for the tests of one file that run side by side; the file's end clears them all away. */
export interface Stage {
  folder(): string
  /** Without rate limits, and with lists that know every write, unless told otherwise. */
  sandbox(options?: Partial<SandboxOptions>): Promise<Sandbox>
  /** Has something done at the end. */
  atEnd(clear: () => void | Promise<void>): void
}

export function openStage(): Stage {
  const endings: (() => void | Promise<void>)[] = []
  afterAll(async () => {
    for (const clear of endings) await clear()
  })
  return {
    folder() {
      const folder = mkdtempSync(join(tmpdir(), 'lightfield-import-'))
      endings.push(() => rmSync(folder, { recursive: true, force: true }))
      return folder
    },
    async sandbox(options = {}) {
      const sandbox = await startSandbox({ limits: { write: 0, read: 0, search: 0 }, indexLagMs: 0, ...options })
      endings.push(() => sandbox.close())
      return sandbox
    },
    atEnd(clear) {
      endings.push(clear)
    },
  }
}
