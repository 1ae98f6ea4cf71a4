import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ProgressSource, showProgress } from '../../src/cli/progress.ts'
import { openTerminal } from '../../src/cli/terminal.ts'
import { Tally } from '../../src/import/tally.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function sourceOf(tally: Tally): ProgressSource {
  return {
    tally,
    share: () => null,
    unit: 'writes',
    sent: () => 0,
    limit: () => 25,
    pausedUntil: () => 0,
    waitingFor: () => null,
  }
}

test('before the first row has ended nobody says that there is nothing to do', () => {
  const lines: string[] = []
  const tally = new Tally()
  const terminal = { ...openTerminal({ quiet: true, color: false }), live: (line: string) => void lines.push(line) }
  using _ = showProgress(sourceOf(tally), terminal)

  vi.advanceTimersByTime(200)
  tally.read()
  tally.add({ outcome: 'created', row: 1, line: 2, errors: [] })
  vi.advanceTimersByTime(200)

  expect(lines).toEqual(['0.2 s · 0 of 25 writes/s · no row yet', '0.4 s · 0 of 25 writes/s · 1 row: 1 created'])
})
