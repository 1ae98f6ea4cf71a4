import { Command, Option } from 'commander'
import type { CommandAction } from './command.ts'
import {
  addApiOptions,
  addSharedOptions,
  countOrPercent,
  duration,
  positiveNumber,
  type SharedOptions,
  wholeNumber,
} from './shared-options.ts'
import { usageErrorText } from './usage-error.ts'
import { version } from './version.ts'

/** Runs one command: opens what it needs, and turns its end into an exit code. */
export type Launch = <Options>(
  load: () => Promise<CommandAction<Options>>,
  options: Options & SharedOptions,
) => Promise<void>

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
  for (const add of [addInit, addRun, addRetry, addCheck, addStatus, addResults, addDefinitions, addSandbox])
    add(program, launch)
  return program
}

function addInit(program: Command, launch: Launch): void {
  const command = program
    .command('init')
    .description("draft a mapping file from a CSV file's columns, its values and the definitions")
    .argument('<csv>', 'the file, gzipped or not; - for standard input')
    .requiredOption('--object <type>', "opportunity, account, contact, task, note or a custom object's slug")
    .option('--out <file>', 'where to write; - for stdout (default: beside the CSV, with its name and .yaml)')
    .option('--force', 'overwrite the file if there is one')
    .option('--offline', 'use no network: propose only what the documentation fixes')
    .option('--definitions <file>', 'definitions from this file instead of the API (see the command definitions)')
  addApiOptions(command)
  addSharedOptions(command)
    .addHelpText(
      'after',
      examples('init deals.csv --object opportunity', 'init deals.csv --object opportunity --out -'),
    )
    .action((csv, options) => launch(async () => (await import('./commands/init.ts')).init, { ...options, csv }))
}

function addRun(program: Command, launch: Launch): void {
  const command = program
    .command('run')
    .description('import a CSV file; the same command again goes on where the last run ended')
    .argument('<csv>', 'the file, gzipped or not; - for standard input')
    .requiredOption('--mapping <file>', 'the mapping file (YAML or JSON)')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file)')
    .option('--dry-run', 'tell what a run would do; write nothing')
    .option('--limit <n>', 'only the first N rows that have something to do', wholeNumber(1))
    .addOption(new Option('--mode <mode>', 'overrides the mapping').choices(['create', 'find-or-create', 'upsert']))
    .optionsGroup('When rows fail:')
    .option('--retry-failed', 'send rows again that the API refused, even where nothing about them changed')
    .option('--failed <file>', 'write the rows that failed, as they were, with the reasons; to be mended and run')
  addSendOptions(command)
  addApiOptions(command)
  addSharedOptions(command)
    .addHelpText(
      'after',
      examples('run deals.csv --mapping deals.yaml', 'run deals.csv --mapping deals.yaml --dry-run'),
    )
    .action((csv, options) => launch(async () => (await import('./commands/run.ts')).run, { ...options, csv }))
}

function addRetry(program: Command, launch: Launch): void {
  const command = program
    .command('retry')
    .description('send again the rows of an import that failed, from what the ledger holds; needs no CSV')
    .requiredOption('--mapping <file>', 'the mapping file of the import')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file)')
    .option('--limit <n>', 'only the first N rows', wholeNumber(1))
  addSendOptions(command)
  addApiOptions(command)
  addSharedOptions(command)
    .addHelpText('after', examples('retry --mapping deals.yaml'))
    .action(options => launch(async () => (await import('./commands/retry.ts')).retry, options))
}

/** What every command that sends rows takes. */
function addSendOptions(command: Command): Command {
  return command
    .optionsGroup('When rows fail:')
    .option('--max-errors <n>', 'stop once that many rows have failed; 5% for a share', countOrPercent)
    .option('--resend-in-doubt', 'send rows again whose answer was lost more than 24 hours ago; may make duplicates')
    .option('--give-up-after <duration>', 'how long the API may be down before the run stops (default: 5m)', duration)
    .option('--results <file>', 'write one CSV line for each row of this run')
    .optionsGroup('Pace:')
    .option('--rate <n>', 'writes a second (default: what the API allows, 25 today)', positiveNumber)
    .option('--concurrency <n>', 'requests under way at a time (default: follows from the latency)', wholeNumber(1))
    .optionsGroup('Safety:')
    .option('--accept-new-key', 'the API key was replaced by another of the same workspace')
    .option('--yes', 'ask nothing')
}

function addCheck(program: Command, launch: Launch): void {
  const command = program
    .command('check')
    .description('judge every row of a CSV file against its mapping and the definitions; send no write')
    .argument('<csv>', 'the file, gzipped or not; - for standard input')
    .requiredOption('--mapping <file>', 'the mapping file (YAML or JSON)')
    .option('--offline', 'use no network: judge by what the mapping and the documentation say')
    .option('--definitions <file>', 'definitions from this file instead of the API (see the command definitions)')
    .option('--failed <file>', 'write the rows that cannot be sent, as they were, with the reasons')
  addApiOptions(command)
  addSharedOptions(command)
    .addHelpText(
      'after',
      examples('check deals.csv --mapping deals.yaml', 'check deals.csv --mapping deals.yaml --offline'),
    )
    .action((csv, options) => launch(async () => (await import('./commands/check.ts')).check, { ...options, csv }))
}

function addStatus(program: Command, launch: Launch): void {
  const command = program
    .command('status')
    .description('what a ledger holds: its imports, their rows by outcome, the last runs, failures by reason')
    .option('--mapping <file>', 'only the import of this mapping')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file, or here)')
  addSharedOptions(command)
    .addHelpText('after', examples('status --mapping deals.yaml', 'status --ledger ledger.db --json'))
    .action(options => launch(async () => (await import('./commands/status.ts')).status, options))
}

function addResults(program: Command, launch: Launch): void {
  const command = program
    .command('results')
    .description('one line for each row of an import, from the ledger')
    .requiredOption('--mapping <file>', 'the mapping file of the import')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file)')
    .option('--status <outcomes>', 'only rows with these outcomes, such as failed,in_doubt')
    .addOption(new Option('--format <format>', 'how to write').choices(['csv', 'jsonl']).default('csv'))
    .option('--out <file>', 'write to this file instead of stdout')
  addSharedOptions(command)
    .addHelpText(
      'after',
      examples('results --mapping deals.yaml --status failed', 'results --mapping deals.yaml --out results.csv'),
    )
    .action(options => launch(async () => (await import('./commands/results.ts')).results, options))
}

function addDefinitions(program: Command, launch: Launch): void {
  const command = program
    .command('definitions')
    .description("the workspace's definitions of an object type, as JSON")
    .argument('<type>', "opportunity, account, contact, task or a custom object's slug")
    .option('--out <file>', 'write to this file instead of stdout')
  addApiOptions(command)
  addSharedOptions(command)
    .addHelpText('after', examples('definitions opportunity', 'definitions account --out account.json'))
    .action((type, options) =>
      launch(async () => (await import('./commands/definitions.ts')).definitions, { ...options, type }),
    )
}

function addSandbox(program: Command, launch: Launch): void {
  const command = program
    .command('sandbox')
    .description('a simulator of the Lightfield API on this machine, to try things on; prints its address')
    .option('--port <n>', 'port to listen on (default: any that is free)', wholeNumber(0))
    .option('--state <file>', 'keep the records in this file')
    .option('--latency <ms>', 'how long each answer takes', wholeNumber(0))
    .option('--limit <n>', 'requests a second in each category; 0 for no limit (default: 25)', wholeNumber(0))
    .addOption(
      new Option('--limit-model <model>', 'how the limit is counted').choices([
        'token-bucket',
        'fixed-window',
        'sliding-window',
      ]),
    )
    .option('--index-lag <ms>', 'how long lists take to learn of a write (default: 1000)', wholeNumber(0))
    .option('--faults <json>', 'what is to go wrong, as docs/sandbox.md tells')
  addSharedOptions(command)
    .addHelpText('after', examples('sandbox --port 8080', 'sandbox --state sandbox.jsonl --latency 200'))
    .action(options => launch(async () => (await import('./commands/sandbox.ts')).sandbox, options))
}

function examples(...commands: readonly string[]): string {
  return `\nExamples:\n${commands.map(command => `  $ lightfield-import ${command}`).join('\n')}`
}

const programNotes = `
The API key comes from LIGHTFIELD_API_KEY (or --api-key-file), never from an argument.

Exit codes: 0 all done; 1 finished, some rows failed; 2 the call, the mapping or the file is wrong, nothing was sent;
3 stopped before the end, the same command goes on; 130 and 143 interrupted.

Try it without a workspace:
  $ lightfield-import sandbox --port 8080`
