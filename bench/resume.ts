import { copyFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from './bench.ts'
import { appendRows, writeRows } from './generate-rows.ts'
import { importFile, killRun, unlimitedRate } from './run-command.ts'
import { figure, median, spread } from './statistics.ts'
import type { FinishedImport, ImportFiles, Workplace } from './workplace.ts'

const mostSeconds = 10
const rounds = 3
const newRows = 25
/** New rows of a run that is killed, and how many of them it may create: it takes a second and more for them. */
const rowsToKillIn = 5000
const killedAfter = 1000
const rateToKillAt: readonly string[] = ['--rate', '1000']

/** What a run goes on from; tells how many seconds pass before its first new create. */
interface Situation {
  readonly name: string
  /** What its aim says of it. */
  readonly where: string
  firstCreate(site: Site, round: number): Promise<number>
}

/** A file that grows, and the ledger that it is imported with. */
interface Site extends ImportFiles {
  readonly done: FinishedImport
  readonly workplace: Workplace
  /** Adds rows that no file had before. */
  append(file: string, count: number, note?: string): Promise<void>
}

const situations: readonly Situation[] = [
  {
    name: `${newRows} new rows at the end`,
    where: '',
    async firstCreate(site) {
      await site.append(site.file, newRows)
      return firstNewCreate(site, site, [])
    },
  },
  {
    name: `${figure(rowsToKillIn)} new rows at the end, and the run killed amid them`,
    where: ', after a kill',
    async firstCreate(site) {
      const { simulator } = site.done
      const before = await simulator.countDeals()
      await site.append(site.file, rowsToKillIn)
      const isTime = async (): Promise<boolean> => (await simulator.countDeals()) >= before + killedAfter
      await killRun(site, rateToKillAt, simulator, isTime)
      const seconds = await firstNewCreate(site, site, unlimitedRate)
      const created = (await simulator.countDeals()) - before
      if (created !== rowsToKillIn) throw new Error(`${created} records came of ${rowsToKillIn} rows`)
      return seconds
    },
  },
  {
    name: `every line rewritten, ${newRows} new rows at the end`,
    where: ', where every line is rewritten',
    async firstCreate(site, round) {
      const { done, workplace } = site
      const files = { file: workplace.newPath('.csv'), ledger: workplace.newPath('.db') }
      const note = `Written for round ${round} of a measurement.`
      await copyFile(done.ledger, files.ledger)
      await writeRows(files.file, done.rows, note)
      await site.append(files.file, newRows, note)
      return firstNewCreate(site, files, [])
    },
  },
]

/** How soon a run sends something where all rows before it are done. */
export const resumeBench: Bench = {
  name: 'resume',
  title: 'The first new request of a run that goes on',
  async measure({ isQuick }, workplace) {
    const rows = isQuick ? 50_000 : 1_000_000
    const site = await openSite(await workplace.finishedImport(rows), workplace)
    const found: (Situation & { readonly seconds: readonly number[] })[] = []
    for (const situation of situations) {
      const seconds: number[] = []
      for (let round = 1; round <= rounds; round++) seconds.push(await situation.firstCreate(site, round))
      found.push({ ...situation, seconds })
    }
    return {
      tables: [
        {
          columns: [`behind ${figure(rows)} rows that are done`, 'first new create', `smallest–largest of ${rounds}`],
          rows: found.map(({ name, seconds }) => [name, `${figure(median(seconds), 2)} s`, `${spread(seconds, 2)} s`]),
        },
      ],
      verdicts: found.map(({ where, seconds }) => ({
        aim: `first new request within ${mostSeconds} s${where}`,
        isMet: Math.max(...seconds) <= mostSeconds,
        found: `at most ${figure(Math.max(...seconds), 2)} s`,
      })),
    }
  },
}

async function openSite(done: FinishedImport, workplace: Workplace): Promise<Site> {
  const file = workplace.newPath('.csv')
  await copyFile(done.file, file)
  let rows = done.rows
  return {
    file,
    ledger: done.ledger,
    done,
    workplace,
    async append(path, count, note) {
      await appendRows(path, rows + 1, count, note)
      rows += count
    },
  }
}

/** Seconds from the start of a run to the arrival of its first create that the server has not met before. */
async function firstNewCreate({ done }: Site, files: ImportFiles, options: readonly string[]): Promise<number> {
  const met = new Set((await done.simulator.creates()).map(({ idempotencyKey }) => idempotencyKey))
  // The server's clock has milliseconds: the last request of the round before is not to count.
  await sleep(10)
  const { startedAtMs } = await importFile(files, ['skipped', 'created'], options, done.simulator)
  const arrivals = (await done.simulator.creates())
    .filter(({ at, idempotencyKey }) => Date.parse(at) >= startedAtMs && !met.has(idempotencyKey))
    .map(({ at }) => Date.parse(at))
  return (Math.min(...arrivals) - startedAtMs) / 1000
}
