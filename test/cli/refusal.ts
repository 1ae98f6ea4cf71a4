import { expect } from 'vitest'
import { type Ended, sandboxKey } from './program.ts'

/** Stands in the cells of a test's CSV: no message may hold it. */
export const cellMark = 'QQcellQQ'

/** The program ended with this code and said so: nothing on stdout, no stack trace, no cell, no key. */
export function expectRefusal(ended: Ended, code: number, told: readonly (string | RegExp)[]): void {
  expect({ code: ended.code, stdout: ended.stdout, stderr: ended.stderr }).toMatchObject({ code, stdout: '' })
  expect(ended.stderr).toMatch(/^error: .*\(LFI\d{4}\)$/m)
  expect(ended.stderr).not.toMatch(/^\s+at |something went wrong inside/m)
  expect(ended.stderr).not.toContain(cellMark)
  expect(ended.stderr).not.toContain(sandboxKey)
  for (const text of told) expect(ended.stderr).toMatch(typeof text === 'string' ? new RegExp(escaped(text)) : text)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
