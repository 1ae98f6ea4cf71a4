import type { Bench } from './bench.ts'
import { command, runProgram } from './processes.ts'
import { type Simulator, startSimulator } from './simulator.ts'
import { figure, median, spread } from './statistics.ts'
import { rowsMapping, type Workplace } from './workplace.ts'

const mostOverNodeMs = 80

/** What passes before a command says or sends something, beside the start of Node itself. */
export const startUpBench: Bench = {
  name: 'start-up',
  title: 'Start-up',
  async measure({ isQuick }, workplace) {
    const rounds = isQuick ? 10 : 30
    await using simulator = await startSimulator()
    const times = new Map<string, number[]>()
    const note = (name: string, ms: number): void => void times.set(name, [...(times.get(name) ?? []), ms])
    for (let round = 0; round < rounds; round++) {
      note('node -e 0', await msOf(['-e', '0']))
      for (const option of ['--version', '--help']) note(option, await msOf([command, option]))
      const { firstRequestMs, firstCreateMs } = await startRun(simulator, workplace)
      note('run, to its first request', firstRequestMs)
      note('run, to its first create', firstCreateMs)
    }
    const node = median(times.get('node -e 0') ?? [])
    const rows = [...times].map(([name, ms]) => [
      `\`${name}\``.replace(/`run, (.*)`/, '`run`, $1'),
      `${figure(median(ms))} ms`,
      `${spread(ms)} ms`,
      name === 'node -e 0' ? '–' : `+${figure(median(ms) - node)} ms`,
    ])
    const slower = Math.max(...['--version', '--help'].map(option => median(times.get(option) ?? []) - node))
    return {
      tables: [{ columns: ['process', 'median', `smallest–largest of ${rounds}`, 'over Node'], rows }],
      verdicts: [
        {
          aim: `--version and --help: at most ${mostOverNodeMs} ms over Node’s own start`,
          isMet: slower <= mostOverNodeMs,
          found: `at most ${figure(slower)} ms`,
        },
      ],
    }
  },
}

async function msOf(args: readonly string[]): Promise<number> {
  return (await runProgram(process.execPath, args)).seconds * 1000
}

/** A run of ten rows into a new ledger, by the times at which the server met its requests. */
async function startRun(
  simulator: Simulator,
  workplace: Workplace,
): Promise<{ firstRequestMs: number; firstCreateMs: number }> {
  const args = ['run', await workplace.rowsFile(10), '--mapping', rowsMapping, '--ledger', workplace.newPath('.db')]
  const startedAtMs = Date.now()
  await runProgram(process.execPath, [command, ...args, '--quiet'], simulator.environment)
  const firstOf = (log: readonly { readonly at: string }[]): number =>
    Math.min(...log.map(({ at }) => Date.parse(at)).filter(atMs => atMs >= startedAtMs)) - startedAtMs
  return { firstRequestMs: firstOf(await simulator.requests()), firstCreateMs: firstOf(await simulator.creates()) }
}
