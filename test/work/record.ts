import { writeFile } from 'node:fs/promises'
import { type Figures, type Recorded, rounded } from './figures.ts'
import { measureWork } from './measure.ts'

/** Counts the work of every job and writes down what the tests compare with: `npm run work`. */
const jobs = [...(await measureWork())].map(([name, figures]): [string, Figures] => [name, roundedFigures(figures)])
const recorded: Recorded = { node: process.version, jobs: Object.fromEntries(jobs) }
await writeFile(new URL('figures.json', import.meta.url), `${JSON.stringify(recorded, null, 2)}\n`)
for (const [name, figures] of jobs) process.stdout.write(`${name}: ${JSON.stringify(figures)}\n`)

function roundedFigures({ statements, commits, requests, allocatedBytes, calls }: Figures): Figures {
  return {
    statements: rounded(statements),
    commits: rounded(commits),
    requests: rounded(requests),
    allocatedBytes: rounded(allocatedBytes),
    calls: rounded(calls),
  }
}
