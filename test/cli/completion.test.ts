import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { numberedDeals, writeDeals } from './deals.ts'
import { call, executable, towards } from './program.ts'
import { noon, writeReported } from './reported-ledger.ts'
import { openStage } from './stage.ts'

const stage = openStage()
let folder: string
let runId: string

beforeAll(async () => {
  folder = stage.folder()
  mkdirSync(join(folder, 'bin'))
  mkdirSync(join(folder, 'a folder'))
  const program = join(folder, 'bin', 'lightfield-import')
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${executable}' "$@"\n`)
  chmodSync(program, 0o755)
  const { csv, mapping } = writeDeals(folder, numberedDeals(2))
  for (const name of ['my deals.csv', 'notes.md', 'key']) writeFileSync(join(folder, name), '')
  const sandbox = await stage.sandbox()
  const imported = await call(['run', csv, '--mapping', mapping, '--json'], { cwd: folder, env: towards(sandbox) })
  runId = JSON.parse(imported.stdout).run_id
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { stdout } = await call(['completion', shell])
    writeFileSync(join(folder, `completion.${shell}`), stdout)
  }
})

/** What a shell offers for the last of these words. */
type Complete = (...words: readonly string[]) => readonly string[]

/** The words as readline hands them over, which takes `=` for one of its own. */
const inBash: Complete = (...words) => {
  const split = words.flatMap(word => word.split(/(=)/)).filter((word, at, all) => word !== '' || at === all.length - 1)
  const script = `source completion.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lightfield_import
    for each in "\${COMPREPLY[@]}"; do printf '%s\\n' "$each"; done`
  return lines('bash', ['--norc', '-c', script, 'bash', ...split])
}

const inFish: Complete = (...words) =>
  lines('fish', ['--no-config', '-c', 'source completion.fish; complete -C "$argv[1]"', words.join(' ')]).map(
    line => line.split('\t')[0] ?? '',
  )

/** Zsh completes in its line editor alone: a key is pressed there, and what the editor is offered is written down. */
const inZsh: Complete = (...words) => {
  writeFileSync(join(folder, 'offered'), '')
  writeFileSync(join(folder, 'setup.zsh'), zshSetup)
  lines('zsh', ['-f', '-c', zshPress, 'zsh', words.join(' ')])
  return [...new Set(lines('cat', ['offered']))]
}

const zshSetup = `
  PS1=
  autoload -Uz compinit
  compinit -u -d $PWD/zcompdump
  source completion.zsh
  compadd() {
    # With these it only asks.
    [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]] && { builtin compadd "$@"; return }
    local -a offers
    builtin compadd -A offers "$@"
    print -rl -- $offers >> offered
    builtin compadd "$@"
  }
  zle-line-init() { print -n READY }
  zle -N zle-line-init
  after-completion() { print -n END }
  zle -N after-completion
  bindkey '^X' after-completion`

const zshPress = `
  zmodload zsh/zpty
  zpty shell zsh -f -i
  zpty -w shell 'source setup.zsh'
  zpty -r shell out '*READY*'
  zpty -w -n shell "$1"$'\\t\\C-x'
  zpty -r shell out '*END*'`

function lines(command: string, args: readonly string[]): readonly string[] {
  const path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`
  const text = execFileSync(command, args, { cwd: folder, env: { PATH: path, HOME: folder }, encoding: 'utf8' })
  return text.split('\n').filter(line => line !== '')
}

describe.each([
  ['bash', inBash],
  ['fish', inFish],
  ['zsh', inZsh],
] as const)('%s', (shell, complete) => {
  // A machine without it says so, and does not pretend.
  const isThere = spawnSync(shell, ['--version']).error === undefined
  const bare = (word: string): string => word.replace(/^--[^=]+=/, '').replace(/\/$/, '')
  const offered = (...words: readonly string[]): readonly string[] =>
    complete('lightfield-import', ...words)
      .map(bare)
      .toSorted()

  test.skipIf(!isThere)('offers the commands that begin so, and none that is hidden', () => {
    expect(offered('re')).toEqual(expect.arrayContaining(['results', 'retry']))
    expect(offered('re')).not.toContain('run')
    expect(offered('__')).toEqual([])
  })

  test.skipIf(!isThere)('offers the options of the command that were not given yet', () => {
    expect(offered('results', '--mapping', 'deals.yaml', '--m')).toEqual([])
    expect(offered('results', '--form')).toEqual(['--format'])
  })

  test.skipIf(!isThere)('offers the choices of an option, behind a space and behind a sign', () => {
    expect(offered('run', 'deals.csv', '--mode', '')).toEqual(['create', 'find-or-create', 'upsert'])
    expect(offered('run', 'deals.csv', '--mode=up')).toEqual(['upsert'])
  })

  test.skipIf(!isThere)('goes on with a list of outcomes', () => {
    expect(offered('results', '--status', 'failed,in')).toEqual(['failed,in_doubt', 'failed,invalid'])
    expect(offered('results', '--status=cre')).toEqual(['created'])
  })

  test.skipIf(!isThere)('offers files where a file belongs: those that fit, and folders', () => {
    const csvs = offered('run', '').map(name => name.replaceAll('\\', ''))
    expect(csvs).toEqual(expect.arrayContaining(['a folder', 'deals.csv', 'my deals.csv']))
    expect(csvs).not.toContain('deals.yaml')
    expect(offered('run', 'deals.csv', '--mapping', 'd')).toEqual(['deals.yaml'])
    expect(offered('run', 'deals.csv', '--api-key-file', 'k')).toEqual(['key'])
  })

  test.skipIf(!isThere)('offers the runs of the ledger beside the mapping', () => {
    expect(offered('undo', '--mapping', 'deals.yaml', '--run', '')).toEqual([runId])
  })

  test.skipIf(!isThere)('evaluates nothing of the line', () => {
    complete('lightfield-import', 'run', `'$(touch evaluated)'`, '--mo')
    complete('lightfield-import', 'run', '$(touch evaluated)', '--mo')
    expect(lines('ls', [])).not.toContain('evaluated')
  })
})

test('object types and commands are offered where they belong', async () => {
  const answer = async (...words: readonly string[]) => (await call(['__complete', '--', ...words])).stdout
  expect(await answer('init', 'deals.csv', '--object', 'op')).toBe('opportunity\t\n:words\n')
  expect(await answer('definitions', 'no')).toBe('note\t\n:words\n')
  expect(await answer('help', 'undo')).toMatch(/^undo\t/)
  expect(await answer('run', '--rate', '')).toBe(':words\n')
  expect(await answer('rn', '')).toBe(':words\n')
})

test('a run is offered with the whole name of its import, and nothing in it that steers a terminal', async () => {
  const name = 'deals (EU; all)\u001b[31m\tred'
  const { ledger } = await writeReported(stage.folder(), {
    name,
    runs: [{ id: 'r1', startedAt: noon, seconds: 1 }],
    rows: [],
  })
  const { stdout } = await call(['__complete', '--', 'undo', '--ledger', ledger, '--run', ''])
  expect(stdout).toBe('r1\tdeals (EU; all)\\u001b[31m\\u0009red, 2026-11-20T12:00:00.000Z\n:words\n')
})

test('a ledger that cannot be read offers no run, and says nothing', async () => {
  const ended = await call(['__complete', '--', 'undo', '--ledger', '/nowhere/ledger.db', '--run', ''])
  expect(ended).toMatchObject({ code: 0, stdout: ':words\n', stderr: '' })
})

test('a shell that there is no script for is refused', async () => {
  const ended = await call(['completion', 'tcsh'])
  expect(ended.code).toBe(2)
  expect(ended.stderr).toContain('bash, zsh, fish')
})
