import { Command, type HelpConfiguration } from 'commander'
import { version } from '../library/version.ts'
import { showsColors } from './colors.ts'
import type { Launch } from './launch.ts'
import {
  addCheck,
  addDefinitions,
  addDoctor,
  addInit,
  addReport,
  addResults,
  addSandbox,
  addStatus,
  addVerify,
} from './looking-commands.ts'
import { addMigrate, addRetry, addRun, addUndo } from './sending-commands.ts'
import { addCompletion, addHelp } from './tool-commands.ts'
import { tellUsageErrors } from './usage-error.ts'

/**
 * The command line: its commands and their options. Each command's code is loaded when it is called.
 *
 * @param help how it makes its help, where that may be asked for
 */
export function buildProgram(launch: Launch, help: HelpConfiguration = {}): Command {
  // It may stand behind `--help`, which ends the reading of the call.
  const mayShowColors = !process.argv.includes('--no-color')
  const program = new Command('lightfield-import')
    .description('Load CSV files into the Lightfield CRM: resumable, without duplicates, at the rate the API allows.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .configureOutput({
      getOutHasColors: () => mayShowColors && showsColors(process.stdout),
      getErrHasColors: () => mayShowColors && showsColors(process.stderr),
    })
    .configureHelp(help)
  for (const add of commands) add(program, launch)
  tellUsageErrors(program, mayShowColors)
  return program
}

/** In the order of the help. */
const commands = [
  addInit,
  addCheck,
  addDoctor,
  addSandbox,
  addRun,
  addRetry,
  addMigrate,
  addStatus,
  addResults,
  addReport,
  addVerify,
  addUndo,
  addDefinitions,
  addCompletion,
  addHelp,
]
