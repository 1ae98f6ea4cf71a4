import { expect } from 'vitest'
import { type Ended, sandboxKey } from './program.ts'

/** Stands in the cells of a test's CSV: no message may hold it. */
export const cellMark = 'QQcellQQ'

/** The program ended with this code and said so: no stack trace, no cell, no key; on stdout the same, if anything. */
export function expectRefusal(ended: Ended, code: number, told: readonly (string | RegExp)[]): void {
  expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({ code })
  const [, number] = /^error: .*\((LFI\d{4})\)$/m.exec(ended.stderr) ?? []
  expect(number).toBeDefined()
  // Only `--json` puts something there.
  if (ended.stdout !== '')
    expect(JSON.parse(ended.stdout)).toMatchObject({ state: 'failed_to_start', stopped: { number } })
  expect(ended.stderr).not.toMatch(/^\s+at |something went wrong inside/m)
  for (const text of [ended.stdout, ended.stderr]) {
    expect(text).not.toContain(cellMark)
    expect(text).not.toContain(sandboxKey)
  }
  for (const text of told) expect(ended.stderr).toMatch(typeof text === 'string' ? new RegExp(escaped(text)) : text)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
