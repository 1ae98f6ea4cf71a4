import { Command } from 'commander'
import { InputError } from '../../errors.ts'
import { shellWord } from '../../report/text.ts'
import type { Launch } from '../launch.ts'
import { type ApiOptions, addApiOptions } from '../shared-options.ts'
import { usageErrorText } from '../usage-error.ts'

/** What guided use is told: a file, and how to reach the API. */
export interface GuideOptions extends ApiOptions {
  readonly csv: string
  readonly ledger?: string
  readonly color: boolean
}

/** The command line of `lightfield-import deals.csv`: it has no command, since the questions take its place. */
export function buildGuidedProgram(launch: Launch): Command {
  const program = new Command('lightfield-import')
    .usage('<csv> [options]')
    .argument('<csv>', 'the file, gzipped or not')
    .description('Leads through an import of a CSV file, step by step. Needs a terminal; scripts use the commands.')
    .helpOption('-h, --help', 'print this help')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file)')
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .showHelpAfterError('  With other options a command comes first: init, check, run. Add --help to see them all.')
    .configureOutput({ outputError: (text, write) => write(usageErrorText(text)) })
  return addApiOptions(program).action((csv, options) => {
    const all = { ...options, csv }
    // The prompts know the variable, and not the option.
    if (all.color === false) process.env['NO_COLOR'] = '1'
    return launch(async () => {
      assertTerminal(csv)
      return (await import('./guide.ts')).guide
    }, all)
  })
}

/**
 * Questions need somebody to answer them: where nobody is, the commands that do the same are named.
 *
 * @throws InputError `no_terminal`
 */
function assertTerminal(csv: string): void {
  const { stdin, stdout, stderr, env } = process
  const isCi = ['true', '1'].includes((env['CI'] ?? '').toLowerCase())
  if (stdin.isTTY && stdout.isTTY && stderr.isTTY && !isCi) return
  const file = shellWord(csv)
  throw new InputError(
    'no_terminal',
    `A CSV file without a command asks questions, and ${isCi ? 'CI is set' : 'there is no terminal to ask them on'}.`,
    {
      hint: `Name the command: lightfield-import init ${file} --object TYPE, then check ${file} --mapping FILE, then run ${file} --mapping FILE.`,
    },
  )
}
