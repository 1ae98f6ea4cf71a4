import { parseBarely } from './bare-parser.ts'
import type { Bench } from './bench.ts'
import { type CheckPeer, faultyFile, findCheckPeers, type PeerFound } from './check-peers.ts'
import { command, runProgram, runToEnd, type Usage } from './processes.ts'
import type { RunSummary } from './run-command.ts'
import { startSimulator } from './simulator.ts'
import { figure, median, spread } from './statistics.ts'
import { rowsMapping, type Workplace } from './workplace.ts'

const mostRatio = 2

/** Rows a second of `check --offline`, beside the parser that it stands on and others that do the same work. */
export const checkBench: Bench = {
  name: 'check',
  title: 'check --offline, in rows a second',
  async measure({ isQuick }, workplace) {
    const [rows, rounds] = isQuick ? [100_000, 3] : [1_000_000, 5]
    const definitions = await writeDefinitions(workplace)
    const peers = await findCheckPeers()
    const faulty = await faultyFile(workplace)
    refuseDifference(await findWithCheck(faulty, definitions), await findWithPeers(peers, faulty))

    const file = await workplace.rowsFile(rows)
    const bare: Usage[] = []
    const check: Usage[] = []
    const byMappingAlone: Usage[] = []
    const others = new Map(peers.map(({ name }) => [name, [] as number[]]))
    // In turn, so that whatever else the machine does meets all alike.
    for (let round = 0; round < rounds; round++) {
      bare.push(await parseBarely(file))
      check.push(await checkFile(file, ['--definitions', definitions]))
      byMappingAlone.push(await checkFile(file, []))
      for (const { name, run } of peers) if (run !== null) others.get(name)?.push((await run(file)).seconds)
    }

    const seconds = (runs: readonly Usage[]): readonly number[] => runs.map(run => run.seconds)
    const fastest = median(seconds(bare))
    const slowest = Math.max(median(seconds(check)), median(seconds(byMappingAlone)))
    const row = (name: string, times: readonly number[]): string[] => {
      if (times.length === 0) return [name, 'not installed here', '–', '–']
      const perSecond = times.map(time => rows / time)
      return [name, figure(median(perSecond)), spread(perSecond), `${figure(median(times) / fastest, 2)} times`]
    }
    return {
      tables: [
        {
          columns: [`${figure(rows)} rows`, 'median', `smallest–largest of ${rounds}`, 'time of bare csv-parse'],
          rows: [
            row('bare csv-parse', seconds(bare)),
            row('`check --offline`, with definitions', seconds(check)),
            row('`check --offline`, by the mapping alone', seconds(byMappingAlone)),
            ...[...others].map(([name, times]) => row(name, times)),
          ],
        },
      ],
      verdicts: [
        {
          aim: `at most ${mostRatio} times the time of bare csv-parse`,
          isMet: slowest <= mostRatio * fastest,
          found: `${figure(slowest / fastest, 2)} times`,
        },
        ...[...others]
          .filter(([, times]) => times.length > 0)
          .map(([name, times]) => ({
            aim: `faster than ${name}`,
            isMet: slowest < median(times),
            found: `${figure(median(times) / slowest, 2)} times as fast`,
          })),
      ],
    }
  },
}

/** The definitions of the workspace, as anybody has them who checks offline. */
async function writeDefinitions(workplace: Workplace): Promise<string> {
  await using simulator = await startSimulator()
  const path = workplace.newPath('.json')
  await runProgram(process.execPath, [command, 'definitions', 'opportunity', '--out', path], simulator.environment)
  return path
}

function checkFile(file: string, options: readonly string[]): Promise<Usage> {
  return runToEnd(command, ['check', file, '--mapping', rowsMapping, '--offline', '--json', ...options], {}, [0, 1])
}

async function findWithCheck(file: string, definitions: string): Promise<PeerFound> {
  const { stdout } = await checkFile(file, ['--definitions', definitions])
  const { rows, outcomes }: RunSummary = JSON.parse(stdout)
  return { rows, duplicates: outcomes['duplicate'] ?? 0, invalid: outcomes['invalid'] ?? 0 }
}

async function findWithPeers(peers: readonly CheckPeer[], file: string): Promise<ReadonlyMap<string, PeerFound>> {
  const found = new Map<string, PeerFound>()
  for (const { name, run } of peers) if (run !== null) found.set(name, (await run(file)).found)
  return found
}

/** What is compared has to do the same: its rows, duplicates and invalid rows are this program's, its sums those of the others. */
function refuseDifference(own: PeerFound, found: ReadonlyMap<string, PeerFound>): void {
  const [reference] = found.values()
  for (const [name, those] of found) {
    const different = Object.entries({ ...reference, ...own }).filter(([key, value]) => those[key] !== value)
    if (different.length > 0) {
      throw new Error(`${name} finds ${JSON.stringify(those)}, not ${JSON.stringify(Object.fromEntries(different))}`)
    }
  }
}
