import { existsSync, readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { manualPages } from '../../manual/pages.ts'
import { commandNotes } from '../../src/cli/help/command-notes.ts'
import { commandHelp, programHelp } from '../../src/cli/help/help-text.ts'
import { commandManual, programManual } from '../../src/cli/help/manual.ts'
import { shownCommands } from '../../src/cli/help/shown-words.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { hasScript, Screen } from './live/screen.ts'
import { call } from './program.ts'
import { openStage } from './stage.ts'

const stage = openStage()
const program = buildProgram(async () => undefined)
const commands = shownCommands(program).map(command => [command.name(), command] as const)

describe.each(commands)('%s', (name, command) => {
  const manual = commandManual(command)

  test('has its place, its exit codes, a page that is there, and examples that the program takes', () => {
    expect(commandNotes(name)).not.toBeNull()
    expect(manual.exitCodes.map(([code]) => code)).toContain('0')
    expect(manual.pages.filter(page => !existsSync(new URL(`../../docs/${page}`, import.meta.url)))).toEqual([])
    expect(manual.examples.length).toBeGreaterThan(1)
    for (const [, example] of manual.examples) expect(() => parse(example)).not.toThrow()
  })

  test.each([100, 80, 40])('fits in %i columns, but for a call that is to be copied', width => {
    const lines = stripVTControlCharacters(commandHelp(manual, width)).split('\n')
    expect(
      lines.filter(line => line.length > width && !line.startsWith('  $ ') && line.trim().includes(' ', 2)),
    ).toEqual([])
  })

  test('every option says what it does', () => {
    const options = manual.optionGroups.flatMap(group => group.options)
    expect(options.filter(([, meaning]) => meaning.length < 5)).toEqual([])
  })
})

/** Reads a call as the program would, without carrying it out. */
function parse(example: string): void {
  const words = example.replace(/ [|>].*$/, '').split(' ')
  const own = buildProgram(async () => undefined)
  for (const each of [own, ...own.commands]) each.exitOverride().configureOutput({ writeErr: () => undefined })
  const command = own.commands.find(one => one.name() === words[0])
  if (command === undefined) throw new Error(`no command ${words[0]}`)
  const { operands, unknown } = command.parseOptions(words.slice(1))
  if (unknown.length > 0) throw new Error(`unknown ${unknown.join(' ')}`)
  if (operands.length > command.registeredArguments.length) throw new Error(`too many arguments: ${operands.join(' ')}`)
  const missing = command.options.filter(
    option => option.mandatory && command.opts()[option.attributeName()] === undefined,
  )
  if (missing.length > 0) throw new Error(`without ${missing.map(option => option.flags).join(' ')}`)
}

test('an example that the program does not take would be noticed', () => {
  expect(() => parse('run deals.csv --mapping deals.yaml --dryrun')).toThrow('--dryrun')
  expect(() => parse('run deals.csv')).toThrow('--mapping')
})

test('the program lists its commands by what they are for', async () => {
  const { stdout, code } = await call(['--help'])
  expect(code).toBe(0)
  expect(stdout.match(/^[A-Z][a-z ]+:$/gm)).toEqual([
    'Start here:',
    'Import:',
    'Look:',
    'Undo:',
    'Tools:',
    'Options:',
    'Environment:',
    'Exit codes:',
    'Examples:',
  ])
  for (const [name] of commands) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
  expect(stdout).not.toContain('__complete')
  expect(
    stripVTControlCharacters(programHelp(programManual(program), 40))
      .split('\n')
      .every(line => line.length <= 70),
  ).toBe(true)
})

test('help COMMAND says what COMMAND --help says; of what is not there, the nearest', async () => {
  const [asked, option, bare, wrong] = await Promise.all([
    call(['help', 'run']),
    call(['run', '--help']),
    call(['help']),
    call(['help', 'rnu']),
  ])
  expect(asked.stdout).toBe(option.stdout)
  expect(asked.stdout).toMatch(/^Usage: lightfield-import run <csv> --mapping <file> \[options\]\n/)
  expect(bare.stdout).toContain('Start here:')
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).toContain('Did you mean run?')
})

test('the pages that are made of the commands are in step with them: npm run manual', () => {
  for (const [path, text] of manualPages()) {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), path).toBe(text)
  }
})

test('every command and option is on its page', () => {
  const page = manualPages().get('docs/commands.md') ?? ''
  for (const [name, command] of commands) {
    expect(page).toContain(`\n## ${name}\n`)
    for (const option of command.options.filter(({ hidden }) => !hidden))
      expect(page).toContain(`| \`${option.flags}\` |`)
  }
})

describe.skipIf(!hasScript)('on a terminal', () => {
  test('there are colours, unless --no-color forbids them', async () => {
    const coloured = new Screen(stage, ['run', '--help'], { rows: 200 })
    const plain = new Screen(stage, ['run', '--help', '--no-color'], { rows: 200 })
    await Promise.all([coloured.end(), plain.end()])
    expect(coloured.colours.length).toBeGreaterThan(10)
    expect(plain.output).toBe(stripVTControlCharacters(plain.output))
    expect(plain.text).toBe(coloured.text)
  })

  test('at 40 columns what an option means stands below it', async () => {
    const screen = new Screen(stage, ['status', '--help'], { columns: 40, rows: 200 })
    await screen.end()
    const at = screen.lines.indexOf('  --mapping <file>')
    expect(screen.lines[at + 1]).toBe('      only the import of this mapping')
  })
})
