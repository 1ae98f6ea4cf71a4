import { Command } from 'commander'
import type { Launch } from './launch.ts'
import { addCheck, addDefinitions, addInit, addResults, addSandbox, addStatus, addVerify } from './looking-commands.ts'
import { addMigrate, addRetry, addRun, addUndo } from './sending-commands.ts'
import { usageErrorText } from './usage-error.ts'
import { version } from './version.ts'

/** The command line: its commands and their options. Each command's code is loaded when it is called. */
export function buildProgram(launch: Launch): Command {
  const program = new Command('lightfield-import')
    .description('Load CSV files into the Lightfield CRM: resumable, without duplicates, at the rate the API allows.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError()
    .showHelpAfterError('  Add --help to see what can be said.')
    .configureOutput({ outputError: (text, write) => write(usageErrorText(text)) })
    .addHelpText('after', programNotes)
  for (const add of commands) add(program, launch)
  return program
}

/** In the order of the help. */
const commands = [
  addInit,
  addRun,
  addRetry,
  addMigrate,
  addVerify,
  addUndo,
  addCheck,
  addStatus,
  addResults,
  addDefinitions,
  addSandbox,
]

const programNotes = `
The API key comes from LIGHTFIELD_API_KEY (or --api-key-file), never from an argument.

Exit codes: 0 all done; 1 finished, some rows failed; 2 the call, the mapping or the file is wrong, nothing was sent;
3 stopped before the end, the same command goes on; 130 and 143 interrupted.

Try it without a workspace:
  $ lightfield-import sandbox --port 8080`
