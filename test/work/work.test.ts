import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { countedThings, type Figures, growth, type Recorded } from './figures.ts'
import { type JobName, jobNames } from './jobs.ts'
import { measureWork } from './measure.ts'

const recorded: Recorded = JSON.parse(readFileSync(new URL('figures.json', import.meta.url), 'utf8'))

/** Bytes and calls of Node itself are among them: those of another Node say nothing about this program. */
const isSameNode = process.version.split('.')[0] === recorded.node.split('.')[0]
const asOnAnyNode = ['statements', 'commits', 'requests'] as const

describe('of what every row takes, no job takes more than is recorded', () => {
  let measured: ReadonlyMap<JobName, Figures> = new Map()

  beforeAll(async () => {
    measured = await measureWork()
  }, 900_000)

  test.each(jobNames)('%s', job => {
    const now = measured.get(job)
    const things = isSameNode ? countedThings : asOnAnyNode
    const grown = things.map(thing => now && growth(job, thing, now, recorded)).filter(said => said !== null)
    expect(grown.join('\n')).toBe('')
  })

  test('each job does what it is there to count', () => {
    expect(measured.get('create')?.requests).toBeCloseTo(1, 1)
    expect(measured.get('create')?.statements).toBeGreaterThan(1)
    expect(measured.get('create')?.commits).toBeGreaterThan(0)
    expect(measured.get('create with parents')?.requests).toBeCloseTo(2, 1)
    // Rows that have not changed are passed over, some hundred at once.
    expect(measured.get('nothing changed')?.requests).toBe(0)
    for (const job of ['check', 'results'] as const) {
      expect(measured.get(job)?.requests).toBe(0)
      expect(measured.get(job)?.allocatedBytes).toBeGreaterThan(1_000)
      expect(measured.get(job)?.calls).toBeGreaterThan(10)
    }
  })
})

test('every job that is counted is recorded, and no other', () => {
  expect(Object.keys(recorded.jobs)).toEqual([...jobNames])
})
