import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlayedImport } from './played-import.ts'
import { type Sequence, sequences } from './sequence.ts'

/** `PASSING_RUNS=1000 PASSING_SEED=…` looks longer, or elsewhere; a failure prints the path that finds its sequence again. */
const { PASSING_RUNS = '12', PASSING_SEED = '7', PASSING_PATH } = process.env

/** In memory where there is such a place: no power is cut here. */
const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

test('a run that passes over rows does all that one does that reads them, whatever happens', async () => {
  let passed = 0
  const property = fc.asyncProperty(sequences, async sequence => {
    passed += await playBothWays(sequence)
  })
  const path = PASSING_PATH === undefined ? {} : { path: PASSING_PATH }
  await fc.assert(property, { seed: Number(PASSING_SEED), endOnFailure: true, numRuns: Number(PASSING_RUNS), ...path })
  expect(passed).toBeGreaterThan(0)
}, 3_600_000)

/** Plays a sequence with stretches and without; returns how many rows were passed over. */
async function playBothWays(sequence: Sequence): Promise<number> {
  const makeFolder = (): string => mkdtempSync(join(parent, 'lightfield-import-passing-'))
  const folders = [makeFolder(), makeFolder()] as const
  try {
    await using passing = await PlayedImport.start(sequence, folders[0], false)
    await using reading = await PlayedImport.start(sequence, folders[1], true)
    for (const step of sequence.steps) expect(await passing.take(step)).toEqual(await reading.take(step))
    expect(reading.passed).toBe(0)
    return passing.passed
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
}
