import { type Command, Option } from 'commander'
import type { Launch } from './launch.ts'
import { addApiOptions, addSharedOptions, duration, shareForOthers, wholeNumber } from './shared-options.ts'

export function addInit(program: Command, launch: Launch): void {
  const command = program
    .command('init')
    .description("draft a mapping file from a CSV file's columns, its values and the definitions")
    .argument('<csv>', 'the file, gzipped or not; - for standard input')
    .requiredOption('--object <type>', "opportunity, account, contact, task, note or a custom object's slug")
    .option('--out <file>', 'where to write; - for stdout (default: beside the CSV, with its name and .yaml)')
    .option('--force', 'overwrite the file if there is one')
    .option('--offline', 'use no network: propose only what the documentation fixes')
    .option('--definitions <file>', 'definitions from this file instead of the API (see the command definitions)')
  acceptLedger(command)
  addApiOptions(command)
  addSharedOptions(command).action((csv, options) =>
    launch(async () => (await import('./commands/init.ts')).init, { ...options, csv }),
  )
}

export function addCheck(program: Command, launch: Launch): void {
  const command = program
    .command('check')
    .description('judge every row of a CSV file against its mapping and the definitions; send no write')
    .argument('<csv>', 'the file, gzipped or not; - for standard input')
    .requiredOption('--mapping <file>', 'the mapping file (YAML or JSON)')
    .option('--offline', 'use no network: judge by what the mapping and the documentation say')
    .option('--definitions <file>', 'definitions from this file instead of the API (see the command definitions)')
    .option('--failed <file>', 'write the rows that cannot be sent, as they were, with the reasons')
  acceptLedger(command)
  addApiOptions(command)
  addSharedOptions(command).action((csv, options) =>
    launch(async () => (await import('./commands/check.ts')).check, { ...options, csv }),
  )
}

export function addDoctor(program: Command, launch: Launch): void {
  const command = program
    .command('doctor')
    .description(
      'look whether all is well: the key and its scopes, the way to the API, its limits, the clock, the ledger; write nothing',
    )
    .option('--mapping <file>', 'also whether the key may do what this mapping needs, and the ledger beside it')
    .option('--ledger <path>', 'also this ledger')
  addApiOptions(command)
  addSharedOptions(command).action(options =>
    launch(async () => (await import('./commands/doctor.ts')).doctor, options),
  )
}

export function addStatus(program: Command, launch: Launch): void {
  const command = program
    .command('status')
    .description('what a ledger holds: its imports, their rows by outcome, the last runs, failures by reason')
    .option('--mapping <file>', 'only the import of this mapping')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file, or here)')
    .option('--watch', 'tell it again and again, until no run is under way any more')
    .option('--interval <duration>', 'with --watch: how long to wait in between (default: 2s)', duration)
  addSharedOptions(command).action(options =>
    launch(async () => (await import('./commands/status.ts')).status, options),
  )
}

export function addResults(program: Command, launch: Launch): void {
  const command = program
    .command('results')
    .description('one line for each row of an import, from the ledger')
    .requiredOption('--mapping <file>', 'the mapping file of the import')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file)')
    .option('--status <outcomes>', 'only rows with these outcomes, such as failed,in_doubt')
    .addOption(
      new Option('--format <format>', 'how to write (default: table on a terminal, else csv)').choices([
        'table',
        'csv',
        'jsonl',
      ]),
    )
    .option('--out <file>', 'write to this file instead of stdout')
  addSharedOptions(command).action(options =>
    launch(async () => (await import('./commands/results.ts')).results, options),
  )
}

export function addReport(program: Command, launch: Launch): void {
  const command = program
    .command('report')
    .description(
      'one page about an import, complete in itself: outcomes, course, failures by reason, runs; from the ledger',
    )
    .requiredOption('--mapping <file>', 'the mapping file of the import')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file)')
    .option(
      '--out <file>',
      'where to write; - for stdout (default: beside the mapping, with its name and .report.html)',
    )
    .option('--with-values', 'show the values of example rows; without it the page holds none')
    .option('--force', 'overwrite a file that is no report; a report is always overwritten')
  addSharedOptions(command).action(options =>
    launch(async () => (await import('./commands/report.ts')).report, options),
  )
}

export function addVerify(program: Command, launch: Launch): void {
  const command = program
    .command('verify')
    .description('read the records that an import wrote back by id and compare them with what was sent; write nothing')
    .requiredOption('--mapping <file>', 'the mapping file of the import')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file)')
    .option('--sample <n>', 'only so many rows, taken by chance', wholeNumber(1))
    .option('--seed <n>', 'with --sample: the rows of an earlier sample again (it tells its seed)', wholeNumber(0))
    .option('--out <file>', 'write one CSV line for each record that is not what was sent; - for stdout')
    .optionsGroup('Pace:')
    .option('--headroom <percent>', 'leave that much of the limit to others, such as 20% (default: 0%)', shareForOthers)
    .option('--give-up-after <duration>', 'how long the API may be down before it stops (default: 30m)', duration)
    .optionsGroup('Safety:')
    .option('--accept-new-key', 'the API key was replaced by another of the same workspace')
  addApiOptions(command)
  addSharedOptions(command).action(options =>
    launch(async () => (await import('./commands/verify.ts')).verify, options),
  )
}

export function addDefinitions(program: Command, launch: Launch): void {
  const command = program
    .command('definitions')
    .description("the workspace's definitions of an object type, as JSON")
    .argument('<type>', "opportunity, account, contact, task or a custom object's slug")
    .option('--out <file>', 'write to this file instead of stdout')
  acceptLedger(command)
  addApiOptions(command)
  addSharedOptions(command).action((type, options) =>
    launch(async () => (await import('./commands/definitions.ts')).definitions, { ...options, type }),
  )
}

export function addSandbox(program: Command, launch: Launch): void {
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
  addSharedOptions(command).action(options =>
    launch(async () => (await import('./commands/sandbox.ts')).sandbox, options),
  )
}

/** Shared by all commands: those that have no use for a ledger take it, so that a script can give it to each of them. */
function acceptLedger(command: Command): void {
  command.addOption(new Option('--ledger <path>', 'not needed here').hideHelp())
}
