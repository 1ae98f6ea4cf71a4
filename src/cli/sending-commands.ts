import { type Command, Option } from 'commander'
import type { Launch } from './launch.ts'
import {
  addApiOptions,
  addSharedOptions,
  countOrAll,
  countOrPercent,
  duration,
  nameList,
  percentage,
  positiveNumber,
  shareForOthers,
  wholeNumber,
} from './shared-options.ts'

export function addRun(program: Command, launch: Launch): void {
  const command = program
    .command('run')
    .description('import a CSV file; the same command again goes on where the last run ended')
    .argument('<csv>', 'the file, gzipped or not; - for standard input')
    .requiredOption('--mapping <file>', 'the mapping file (YAML or JSON)')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file)')
    .option('--dry-run', 'tell what a run would do; write nothing')
    .option('--plan <file>', 'with --dry-run: write what a run would do, row by row; without: do exactly that')
    .option('--limit <n>', 'only the first N rows that have something to do', wholeNumber(1))
    .addOption(new Option('--mode <mode>', 'overrides the mapping').choices(['create', 'find-or-create', 'upsert']))
    .optionsGroup('When rows fail:')
    .option('--retry-failed', 'send rows again that the API refused, even where nothing about them changed')
    .option('--failed <file>', 'write the rows that failed, as they were, with the reasons; to be mended and run')
    .option('--results <file>', 'write one CSV line for each row of this run')
  addVerifyOption(command)
  addWatchOptions(command)
  addIdentityOption(addSendOptions(command)).option(
    '--guard <percent>',
    'refuse a file that looks wrong against the last run: columns, definitions, rows fewer by more than that (10%)',
    percentage,
  )
  addApiOptions(command)
  addSharedOptions(command).action((csv, options) =>
    launch(async () => (await import('./commands/run.ts')).run, { ...options, csv, command: 'run' }),
  )
}

export function addRetry(program: Command, launch: Launch): void {
  const command = program
    .command('retry')
    .description('send again the rows of an import that failed, from what the ledger holds; needs no CSV')
    .requiredOption('--mapping <file>', 'the mapping file of the import')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file)')
    .option('--limit <n>', 'only the first N rows', wholeNumber(1))
    .optionsGroup('When rows fail:')
    .option('--results <file>', 'write one CSV line for each row of this run')
  addVerifyOption(command)
  addWatchOptions(command)
  addSendOptions(command)
  addApiOptions(command)
  addSharedOptions(command).action(options =>
    launch(async () => (await import('./commands/retry.ts')).retry, { ...options, command: 'retry' }),
  )
}

export function addMigrate(program: Command, launch: Launch): void {
  const command = program
    .command('migrate')
    .description('several imports in one run, parents before children; the same command again goes on where it ended')
    .argument('<file>', 'the description: CSV files and their mappings (YAML or JSON)')
    .option('--ledger <path>', 'the ledger (default: that of the description, else ledger.db beside it)')
    .option('--dry-run', 'tell what a run would do; write nothing')
    .option('--only <names>', 'only these imports, such as accounts,contacts', nameList)
    .option('--from <name>', 'leave out the imports that come before this one')
    .optionsGroup('When rows fail:')
    .option('--retry-failed', 'send rows again that the API refused, even where nothing about them changed')
  addIdentityOption(addSendOptions(command))
  addWatchOptions(command)
  addApiOptions(command)
  addSharedOptions(command).action((file, options) =>
    launch(async () => (await import('./commands/migrate.ts')).migrate, { ...options, file, command: 'migrate' }),
  )
}

export function addUndo(program: Command, launch: Launch): void {
  const command = program
    .command('undo')
    .description('move the records that an import made to the trash; put back the values that it wrote over')
    .requiredOption('--mapping <file>', 'the mapping file of the import')
    .option('--ledger <path>', 'the ledger (default: ledger.db beside the mapping file)')
    .option('--run <id>', 'only what this run did (see status)')
    .option('--dry-run', 'tell what would be undone; write nothing')
    .option('--limit <n>', 'only the last N rows that were written', wholeNumber(1))
  addPaceOptions(command)
  addApiOptions(command)
  addSharedOptions(command).action(options => launch(async () => (await import('./commands/undo.ts')).undo, options))
}

/** What every command that sends rows takes. */
function addSendOptions(command: Command): Command {
  command
    .optionsGroup('When rows fail:')
    .option(
      '--max-errors <n>',
      'stop once that many rows have failed; 5% for a share, judged from 100 rows on or when all are read',
      countOrPercent,
    )
    .option(
      '--max-same-errors <n>',
      'stop once that many rows in a row are refused for the same reason (default: 50; 0: never)',
      wholeNumber(0),
    )
    .option('--resend-in-doubt', 'send rows again whose answer was lost more than 24 hours ago; may make duplicates')
  return addPaceOptions(command)
}

/** What a command takes that sends the rows of one import. */
function addVerifyOption(command: Command): Command {
  return command
    .optionsGroup('Afterwards:')
    .option(
      '--verify <n>',
      'read so many records back by id, or all of them, and compare them with what was sent',
      countOrAll,
    )
}

/** What a command takes that may run at night. */
function addWatchOptions(command: Command): Command {
  return command
    .optionsGroup('Telling others:')
    .option('--events <file>', 'write JSON lines of what happens, as it happens, to this file')
    .option('--metrics <file>', 'write figures for Prometheus to this file (textfile collector)')
    .option('--on-finish <url>', 'post the summary as JSON there, signed with LIGHTFIELD_IMPORT_WEBHOOK_SECRET')
}

/** What a command takes that reads rows. Part of the group that `addSendOptions` ends with. */
function addIdentityOption(command: Command): Command {
  return command.option('--accept-new-identity', 'the key was changed, and every row is to be created as a new one')
}

/** What every command that writes to the workspace takes. */
function addPaceOptions(command: Command): Command {
  return command
    .optionsGroup('Pace:')
    .option('--rate <n>', 'writes a second (default: what the API allows, 25 today)', positiveNumber)
    .option('--headroom <percent>', 'leave that much of the limit to others, such as 20% (default: 0%)', shareForOthers)
    .option('--concurrency <n>', 'requests under way at a time (default: follows from the latency)', wholeNumber(1))
    .option('--give-up-after <duration>', 'how long the API may be down before it stops (default: 30m)', duration)
    .optionsGroup('Safety:')
    .option('--accept-new-key', 'the API key was replaced by another of the same workspace')
    .option('--yes', 'ask nothing')
}
