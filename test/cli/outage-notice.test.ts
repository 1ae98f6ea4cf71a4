import { expect, test } from 'vitest'
import { outageNotice, outageText } from '../../src/cli/outage-notice.ts'
import { silentLog } from '../../src/model/log.ts'

/** A time today, on this machine's own clock. */
function today(hours: number, minutes: number, seconds: number): number {
  return new Date().setHours(hours, minutes, seconds, 0)
}

test('an outage is told with its reason, its beginning and its latest end, and so is that it is over', () => {
  const said: string[] = []
  const logged: string[] = []
  const log = {
    ...silentLog,
    warn: (_: object, text: string) => logged.push(text),
    info: (_: object, text: string) => logged.push(text),
  }
  let now = today(12, 1, 7)
  const onOutage = outageNotice(
    { terminal: { say: text => said.push(text) }, log },
    1_800_000,
    '--give-up-after',
    () => now,
  )
  onOutage({ reason: 'status 503', sinceMs: now })
  now += 123_000
  onOutage(null)
  expect(said).toEqual([
    'The API does not answer (status 503) since 12:01:07; trying again until 12:31:07 (--give-up-after).',
    'The API answers again after 2 min 3 s.',
  ])
  expect(logged).toEqual(['the API does not answer', 'the API answers again'])
})

test('a command that has no option for it names none, and another day is told with its date', () => {
  const said: string[] = []
  const sinceMs = new Date(2020, 0, 2, 3, 4, 5).getTime()
  const terminal = { say: (text: string) => said.push(text) }
  const onOutage = outageNotice({ terminal, log: silentLog }, 3_600_000, null, () => sinceMs)
  onOutage({ reason: 'status 503', sinceMs })
  expect(said).toEqual([
    'The API does not answer (status 503) since 2020-01-02 03:04:05; trying again until 2020-01-02 04:04:05.',
  ])
})

test('an outage in the progress line is short', () => {
  const sinceMs = today(8, 0, 0)
  expect(outageText({ reason: 'status 503', sinceMs })).toBe('The API does not answer (status 503) since 08:00:00')
})

test('a time that is past is not told', () => {
  const said: string[] = []
  const sinceMs = today(14, 39, 22)
  const terminal = { say: (text: string) => said.push(text) }
  const onOutage = outageNotice({ terminal, log: silentLog }, 10_000, '--give-up-after', () => sinceMs + 34_000)
  onOutage({ reason: 'no answer came in time', sinceMs })
  expect(said).toEqual(['The API does not answer (no answer came in time) since 14:39:22.'])
})
