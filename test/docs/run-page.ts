import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { executable, sandboxKey } from '../cli/program.ts'
import { type Block, type Page, type Step, stepsOf } from './page.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What people do in the workspace, for the commands that come first. */
const somebody = join(root, 'test/docs/somebody.ts')

/** Brings a program the package as it stands here. */
const fromSources = join(root, 'test/library/from-sources.ts')

/** What running one block of a page came to. */
export interface Ran {
  readonly block: Block
  readonly steps: readonly Step[]
  /** Exit codes of its commands, in their order. */
  readonly exits: readonly number[]
}

/** Languages of the blocks that are run. */
const shells: ReadonlySet<string> = new Set(['sh', 'console'])

/** Blocks that are for a shell. */
export function shellBlocks({ blocks }: Page): readonly Block[] {
  return blocks.filter(({ language }) => shells.has(language))
}

/**
 * Runs the shell blocks of a page one after the other, in a folder of their own, as somebody would who follows it: with
 * the program on the PATH, and a sandbox as the API.
 */
export async function runPage(page: Page): Promise<readonly Ran[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lightfield-docs-'))
  await using sandbox = await startSandbox({ indexLagMs: 0, ...page.sandbox })
  try {
    const bin = makeBin(folder)
    const home = join(folder, 'import')
    mkdirSync(home)
    for (const file of page.files)
      cpSync(join(root, file), join(home, isFolder(file) ? '' : basename(file)), { recursive: true })
    const environment = {
      PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      LIGHTFIELD_BASE_URL: sandbox.url,
      LIGHTFIELD_API_KEY: sandboxKey,
      NODE_COMPILE_CACHE: join(tmpdir(), 'lightfield-import-compile-cache'),
    }
    const ran: Ran[] = []
    for (const block of page.blocks) {
      if (block.file !== null) writeFileSync(join(home, block.file), block.text)
      await prepare(block, home, environment)
      if (!shells.has(block.language) || block.notRun !== null) continue
      const commands = block.language === 'console' ? stepsOf(block.text).map(({ command }) => command) : [block.text]
      const { steps, exits } = await runCommands(commands, home, environment)
      ran.push({
        block,
        exits,
        steps: steps.map(step => ({ ...step, output: step.output.replaceAll(home, '~/import') })),
      })
    }
    return ran
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The program under the names by which the pages call it, a Node that knows the package, and `somebody`. */
function makeBin(folder: string): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  for (const [name, words] of [
    ['lightfield-import', `'${executable}'`],
    ['somebody', `'${somebody}'`],
    ['node', `--import '${fromSources}'`],
  ] as const)
    writeFileSync(join(bin, name), `#!/bin/sh\nexec '${process.execPath}' ${words} "$@"\n`, { mode: 0o755 })
  writeFileSync(join(bin, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 })
  return bin
}

/** Marks the end of a command's output, with its exit code. */
const mark = '\u001e'

type Environment = Readonly<Record<string, string>>

/** Runs what has to have happened before a block. Throws where that fails. */
async function prepare({ first, line }: Block, folder: string, environment: Environment): Promise<void> {
  const { steps, exits } = await runCommands(first, folder, environment)
  const failed = steps.filter((_, at) => exits[at] !== 0)
  if (failed.length === 0) return
  throw new Error(failed.map(({ command, output }) => `line ${line}: ${command}\n${output}`).join('\n'))
}

/** One shell for the commands of a block, so that a variable that is set holds to its end. */
async function runCommands(
  commands: readonly string[],
  folder: string,
  environment: Environment,
): Promise<Pick<Ran, 'steps' | 'exits'>> {
  if (commands.length === 0) return { steps: [], exits: [] }
  const marked = commands.map(command => `${command}\nprintf '${mark}%s${mark}' $?`)
  // One stream for both kinds of output, as a terminal has it: two would come in whatever order.
  const script = ['exec 2>&1', ...marked].join('\n')
  const shell = spawn('bash', ['-c', script], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output += text
    })
  }
  await once(shell, 'close')
  const parts = output.split(new RegExp(`${mark}(\\d+)${mark}`))
  return {
    steps: commands.map((command, at) => ({ command, output: (parts[2 * at] ?? '').trimEnd() })),
    exits: commands.map((_, at) => Number(parts[2 * at + 1] ?? Number.NaN)),
  }
}

function isFolder(path: string): boolean {
  return !basename(path).includes('.')
}
