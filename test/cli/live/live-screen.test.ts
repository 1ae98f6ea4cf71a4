import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HeldAnswers } from '../held-answers.ts'
import { towards } from '../program.ts'
import { openStage } from '../stage.ts'
import { hasScript, Screen } from './screen.ts'

const stage = openStage()
const title = 'firms → account'

/** A run of so many rows at 25 a second, in a window of its own. */
async function runOf(
  rows: number,
  {
    args = [],
    env = {},
    columns = 80,
  }: { args?: readonly string[]; env?: Record<string, string>; columns?: number } = {},
) {
  const folder = stage.folder()
  const answers = new HeldAnswers()
  const sandbox = await stage.sandbox({ limits: { write: 25, read: 0, search: 0 }, ...answers.options })
  const cells = Array.from({ length: rows }, (_, at) => `firm ${at + 1}`)
  writeFileSync(join(folder, 'firms.csv'), `Name\n${cells.join('\n')}\n`)
  writeFileSync(join(folder, 'firms.yaml'), 'object: account\nimport: firms\nkey: [Name]\nfields: { $name: Name }\n')
  const command = ['run', 'firms.csv', '--mapping', 'firms.yaml', ...args]
  const screen = new Screen(stage, command, { cwd: folder, columns, env: { ...towards(sandbox), ...env } })
  return { screen, answers }
}

/** How often the region is on the screen. */
function regionsIn(text: string): number {
  return text.split('\n').filter(line => line.includes('writes/s')).length
}

/** The region is there, with some rows done: the summary at the end has no bar. */
const isUnderWay = (text: string): boolean => text.includes('━') && /\d\d created/.test(text)

describe.skipIf(!hasScript)('on a terminal', () => {
  test.concurrent('one region tells how far the run is, and gives way to the summary', async () => {
    const { screen } = await runOf(125)
    await screen.until(text => isUnderWay(text) && !screen.isCursorVisible)

    expect(screen.lines[0]).toBe(title)
    expect(screen.lines[1]).toMatch(/^━+─+ +\d+% {2}\d+ of 125 rows$/)
    expect(screen.lines[2]).toMatch(/^\d+\.\d of 25 writes\/s · \d+ s/)
    expect(screen.lines[3]).toMatch(/^\d+ created$/)
    expect(screen.lines).toHaveLength(4)
    expect(screen.isCursorVisible).toBe(false)

    expect(await screen.end()).toBe(0)
    expect(regionsIn(screen.text)).toBe(0)
    expect(screen.lines[0]).toContain(`${title}, run `)
    expect(screen.isCursorVisible).toBe(true)
  })

  test.concurrent('a window that becomes narrower and wider again keeps one region and no leftovers', async () => {
    const { screen } = await runOf(250)
    await screen.until(isUnderWay)

    for (const [columns, longest] of [
      [40, 39],
      [25, 24],
      [80, 79],
    ] as const) {
      const before = screen.output.length
      await screen.resize(columns)
      await screen.until(() => screen.output.length > before && screen.lines.every(line => line.length <= longest))
      await screen.until(text => text.includes('━') && regionsIn(text) > 0)

      expect(screen.lines.filter(line => line === title)).toHaveLength(1)
      expect(screen.lines[0]).toBe(title)
      expect(regionsIn(screen.text)).toBe(1)
      expect(screen.lines.length).toBeLessThan(8)
    }

    expect(await screen.end()).toBe(0)
    expect(regionsIn(screen.text)).toBe(0)
    expect(screen.text).not.toContain('━')
  })

  test.concurrent('what is typed meanwhile is gone with the next drawing', async () => {
    const { screen } = await runOf(125)
    await screen.until(isUnderWay)
    screen.type('qwerty')
    // It may be gone again by the time that somebody looks at the screen.
    await screen.until(() => screen.output.includes('qwerty'))
    await screen.until(text => !text.includes('qwerty') && isUnderWay(text))

    expect(screen.lines[0]).toBe(title)
    expect(screen.lines).toHaveLength(4)
    expect(await screen.end()).toBe(0)
    expect(screen.text).not.toContain('qwerty')
  })

  test.concurrent('stopped by Ctrl-Z it leaves nothing behind but the cursor, and goes on where it was', async () => {
    const { screen } = await runOf(125)
    await screen.until(isUnderWay)
    screen.signal('SIGTSTP')
    await screen.until(text => text === '' && screen.isCursorVisible)

    screen.signal('SIGCONT')
    await screen.until(text => isUnderWay(text) && !screen.isCursorVisible)
    expect(regionsIn(screen.text)).toBe(1)
    expect(await screen.end()).toBe(0)
    expect(screen.text).toContain('125 rows read = 125 created')
  })

  test.concurrent('what is said meanwhile stands above the region; interrupted, it gives the cursor back', async () => {
    const { screen } = await runOf(200)
    await screen.until(isUnderWay)
    screen.signal('SIGINT')

    expect(await screen.end()).toBe(130)
    expect(screen.lines[0]).toBe('Finishing what is under way, then stopping. Again to stop at once.')
    expect(screen.lines[1]).toContain(`${title}, run `)
    expect(regionsIn(screen.text)).toBe(0)
    expect(screen.isCursorVisible).toBe(true)
  })

  test.concurrent('stopped at once by a second signal it leaves no region and no hidden cursor', async () => {
    const { screen, answers } = await runOf(200)
    await screen.until(isUnderWay)
    // What is under way must not be finished before the second signal comes.
    answers.hold()
    while (answers.waiting === 0) await new Promise(resolve => setTimeout(resolve, 10))
    screen.signal('SIGINT')
    await screen.until(text => text.includes('Again to stop at once.'))
    screen.signal('SIGINT')

    expect(await screen.end()).toBe(130)
    expect(regionsIn(screen.text)).toBe(0)
    expect(screen.isCursorVisible).toBe(true)
  })

  test.concurrent('a terminal that says it has no columns is taken for one of 80', async () => {
    const { screen } = await runOf(125, { columns: 0 })
    await screen.until(isUnderWay)

    expect(screen.lines[1]).toMatch(/^━+─+ +\d+% {2}\d+ of 125 rows$/)
  })

  test.concurrent.each([{ TERM: 'dumb' }, { CI: 'true' }])('nothing is redrawn with %o', async env => {
    const { screen } = await runOf(25, { env, args: ['--no-color'] })

    expect(await screen.end()).toBe(0)
    expect(screen.output).not.toContain('\u001b')
    expect(screen.output).toContain('25 rows read = 25 created')
  })

  test.concurrent('without colours there is still a region', async () => {
    const { screen } = await runOf(125, { env: { NO_COLOR: '1' } })
    await screen.until(isUnderWay)
    await screen.end()

    expect(screen.output).toContain('━')
    expect(screen.colours).toEqual([])
  })

  test.concurrent('--quiet shows none of it, and --json only its object', async () => {
    const { screen } = await runOf(25, { args: ['--quiet', '--json'] })

    expect(await screen.end()).toBe(0)
    expect(screen.output.trim()).toMatch(/^\{"import":"firms",.*\}$/)
  })
})
