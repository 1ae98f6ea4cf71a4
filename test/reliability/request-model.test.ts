import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type History, histories } from './model/history.ts'
import { play } from './model/play.ts'

/** `MODEL_RUNS=5000` looks longer; a failure prints the seed and the path that find its history again. */
const { MODEL_RUNS = '50', MODEL_SEED = String(Math.floor(Math.random() * 2 ** 31)), MODEL_PATH } = process.env

test.each([
  ['the same histories each time', 5, undefined],
  ['others each time', Number(MODEL_SEED), MODEL_PATH],
])(
  'every row has one record and outcomes are true, whatever happens: %s (seed %i)',
  async (_, seed, path) => {
    const parameters = { seed, numRuns: Number(MODEL_RUNS), ...(path === undefined ? {} : { path }) }
    await fc.assert(fc.asyncProperty(histories, livesWell), parameters)
  },
  3_600_000,
)

/** In memory where there is such a place: no power is cut here, and each commit waits for the disk. */
const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

async function livesWell(history: History): Promise<void> {
  const folder = mkdtempSync(join(parent, 'lightfield-import-model-'))
  try {
    expect(await play(history, folder)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
