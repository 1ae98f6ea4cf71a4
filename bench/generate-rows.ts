/**
 * Writes a CSV of opportunities for measurements: `node bench/generate-rows.ts 1000000 /tmp/rows.csv`.
 * The same count gives the same file; a row has about 260 bytes. `rows.mapping.yaml` maps ten of the eleven columns.
 */
import { createWriteStream } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { csvText } from '../fixtures/csv-text.ts'
import { type Random, seededRandom } from '../fixtures/random.ts'

const columns = [
  'Deal ID',
  'Deal Name',
  'Company',
  'Stage',
  'Amount',
  'Close Date',
  'Probability',
  'Lead Source',
  'Contact Email',
  'Next Step',
  'Internal notes',
]

/** The accounts that the rows name; a run needs them in the workspace. */
export const benchCompanies = ['Bench, Press & Co', 'Work "Bench" Inc.', 'Benchmark LLC', 'Parkbänke Müller'] as const

const stages = ['appointmentscheduled', 'qualifiedtobuy', 'contractsent', 'closedwon', 'closedlost'] as const
const sources = ['web', 'referral', 'event', 'outbound', 'partner'] as const
const rowsPerWrite = 1000

const usualNote = 'Written for a measurement; left out by the mapping.'

/**
 * Writes `count` rows to a file, in memory that does not grow with the count.
 *
 * @param note what stands in the column that the mapping leaves out
 */
export async function writeRows(path: string, count: number, note: string = usualNote): Promise<void> {
  await pipeline(Readable.from(rowTexts(count, note)), createWriteStream(path))
}

/**
 * Adds rows with these numbers at the end of such a file.
 *
 * @param note what stands in the column that the mapping leaves out
 */
export async function appendRows(path: string, first: number, count: number, note: string = usualNote): Promise<void> {
  const random = seededRandom(first)
  await appendFile(
    path,
    csvText(
      Array.from({ length: count }, (_, index) => row(first + index, random, note)),
      '\n',
    ),
  )
}

function* rowTexts(count: number, note: string): Generator<string> {
  const random = seededRandom(1_234_567)
  yield csvText([columns], '\n')
  for (let first = 1; first <= count; first += rowsPerWrite) {
    const numbers = Array.from({ length: Math.min(rowsPerWrite, count - first + 1) }, (_, index) => first + index)
    const rows = numbers.map(number => row(number, random, note))
    yield csvText(rows, '\n')
  }
}

function row(number: number, random: Random, note: string): string[] {
  const company = random.pick(benchCompanies)
  const day = String(random.integer(1, 28)).padStart(2, '0')
  const month = String(random.integer(1, 12)).padStart(2, '0')
  return [
    String(number).padStart(10, '0'),
    `${company} - licence ${number}`,
    company,
    random.pick(stages),
    `$${random.integer(1, 999)},${random.integer(100, 999)}.50`,
    `${month}/${day}/${random.integer(2020, 2027)}`,
    String(random.integer(0, 100)),
    random.pick(sources),
    `buyer.${number}@example.com`,
    'Call "the office", then send the offer to everybody who was there',
    note,
  ]
}

if (import.meta.main) {
  const [count = '', path = ''] = process.argv.slice(2)
  if (!/^\d+$/.test(count) || path === '') {
    process.stderr.write('Usage: node bench/generate-rows.ts COUNT PATH\n')
    process.exitCode = 2
  } else {
    await writeRows(path, Number(count))
  }
}
