import { copyFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from './bench.ts'
import { appendRows } from './generate-rows.ts'
import { importFile } from './run-command.ts'
import { figure, median, spread } from './statistics.ts'

const mostSeconds = 10
const newRows = 25

/** How soon a run sends something where all rows before it are done. */
export const resumeBench: Bench = {
  name: 'resume',
  title: 'The first new request of a run that goes on',
  async measure({ isQuick }, workplace) {
    const [rows, rounds] = isQuick ? [50_000, 3] : [1_000_000, 5]
    const done = await workplace.finishedImport(rows)
    const file = workplace.newPath('.csv')
    await copyFile(done.file, file)
    const seconds: number[] = []
    for (let round = 0; round < rounds; round++) {
      await appendRows(file, rows + round * newRows + 1, newRows)
      // The server's clock has milliseconds: the last request of the round before is not to count.
      await sleep(10)
      const { startedAtMs } = await importFile({ ...done, file }, ['skipped', 'created'], [], done.simulator)
      const arrivals = (await done.simulator.creates()).map(({ at }) => Date.parse(at))
      seconds.push((Math.min(...arrivals.filter(atMs => atMs >= startedAtMs)) - startedAtMs) / 1000)
    }
    return {
      tables: [
        {
          columns: ['rows that are done', 'first new create, median', `smallest–largest of ${rounds}`],
          rows: [[figure(rows), `${figure(median(seconds), 2)} s`, `${spread(seconds, 2)} s`]],
        },
      ],
      verdicts: [
        {
          aim: `first new request within ${mostSeconds} s`,
          isMet: Math.max(...seconds) <= mostSeconds,
          found: `at most ${figure(Math.max(...seconds), 2)} s`,
        },
      ],
    }
  },
}
