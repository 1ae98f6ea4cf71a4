/** What the help of a command holds beside its options. */
export interface CommandNotes {
  /** The part of the program's help that it stands in. */
  readonly group: CommandGroup
  /** A few words, for the list of all commands. */
  readonly summary: string
  readonly examples: readonly Example[]
  readonly exitCodes: ExitMeanings
  /** Pages that tell more, in the folder `docs`. */
  readonly pages: readonly string[]
}

/** What is wanted, as a clause, and the call that does it, without the program's name. */
export type Example = readonly [purpose: string, call: string]

/** Exit codes with what they mean, in their order. */
export type ExitMeanings = readonly (readonly [code: string, meaning: string])[]

/** In the order of the help. */
export const commandGroups = ['Start here', 'Import', 'Look', 'Undo', 'Tools'] as const

export type CommandGroup = (typeof commandGroups)[number]

const wrongCall: ExitMeanings[number] = ['2', 'the call, the mapping or a file is wrong; nothing was sent']
const apiFailed: ExitMeanings[number] = ['3', 'the API or the key was refused, or cannot be reached']
const interrupted: ExitMeanings[number] = ['130, 143', 'interrupted by SIGINT (Ctrl-C) or SIGTERM']

const sending: ExitMeanings = [
  ['0', 'everything that was asked for is done'],
  ['1', 'finished, but some rows failed'],
  wrongCall,
  ['3', 'stopped before the end; what was done is in the ledger, and the same command goes on from there'],
  ['130, 143', 'interrupted: requests under way were finished and recorded; a second signal stops at once'],
]
const asking: ExitMeanings = [['0', 'done'], wrongCall, apiFailed, interrupted]
const reading: ExitMeanings = [['0', 'done'], wrongCall]

const notes = {
  init: {
    group: 'Start here',
    summary: 'draft a mapping file from a CSV file',
    examples: [
      ['draft deals.yaml from the file and the workspace', 'init deals.csv --object opportunity'],
      ['look at the draft, and write nothing', 'init deals.csv --object opportunity --out -'],
      ['without network and key', 'init contacts.csv.gz --object contact --offline'],
    ],
    exitCodes: asking,
    pages: ['init.md', 'mapping.md'],
  },
  check: {
    group: 'Start here',
    summary: 'judge every row, send nothing',
    examples: [
      ['judge every row by the definitions of the workspace', 'check deals.csv --mapping deals.yaml'],
      ['without network and key', 'check deals.csv --mapping deals.yaml --offline'],
      ['keep the rows that cannot be sent, to mend them', 'check deals.csv --mapping deals.yaml --failed mend.csv'],
    ],
    exitCodes: [['0', 'every row can be sent'], ['1', 'some rows cannot be sent'], wrongCall, apiFailed, interrupted],
    pages: ['reading.md', 'mapping.md'],
  },
  doctor: {
    group: 'Start here',
    summary: 'look whether all is well: key, address, clock, ledger',
    examples: [
      ['the key, the way to the API, and this machine', 'doctor'],
      ['also what an import needs, and its ledger', 'doctor --mapping deals.yaml'],
      ['for a script', 'doctor --json'],
    ],
    exitCodes: [
      ['0', 'nothing stands in the way of a run'],
      wrongCall,
      ['3', 'something does: the line says what, and what to do'],
      interrupted,
    ],
    pages: ['doctor.md'],
  },
  sandbox: {
    group: 'Start here',
    summary: 'a simulator of the API, to try things on',
    examples: [
      ['something to try on, with the key sk_lf_sandbox', 'sandbox --port 8080'],
      ['keep what was written, and answer slowly', 'sandbox --state sandbox.jsonl --latency 200'],
      ['a workspace with a lower limit', 'sandbox --limit 5 --limit-model fixed-window'],
    ],
    exitCodes: [['0', 'ended by a signal'], wrongCall],
    pages: ['sandbox.md'],
  },
  run: {
    group: 'Import',
    summary: 'import a CSV file; the same again goes on',
    examples: [
      ['tell what would be done, and write nothing', 'run deals.csv --mapping deals.yaml --dry-run'],
      ['import, and keep the rows that failed to mend them', 'run deals.csv --mapping deals.yaml --failed failed.csv'],
      ['try the first ten rows, and read them back', 'run deals.csv --mapping deals.yaml --limit 10 --verify all'],
      ['at night', 'run deals.csv --mapping deals.yaml --guard 10% --max-errors 5% --yes --json'],
    ],
    exitCodes: sending,
    pages: ['nightly-loads.md', 'dry-run.md', 'reliability.md'],
  },
  retry: {
    group: 'Import',
    summary: 'send the failed rows again',
    examples: [
      ['once what made them fail is mended in Lightfield', 'retry --mapping deals.yaml'],
      ['ten of them first', 'retry --mapping deals.yaml --limit 10'],
    ],
    exitCodes: sending,
    pages: ['nightly-loads.md', 'reliability.md'],
  },
  migrate: {
    group: 'Import',
    summary: 'several imports in one, parents first',
    examples: [
      ['tell what would be done, and write nothing', 'migrate migration.yaml --dry-run'],
      ['all of them, parents before children', 'migrate migration.yaml'],
      ['some of them', 'migrate migration.yaml --only accounts,contacts'],
    ],
    exitCodes: sending,
    pages: ['migrations.md'],
  },
  status: {
    group: 'Look',
    summary: 'what a ledger holds: rows, runs, failures',
    examples: [
      ['one import', 'status --mapping deals.yaml'],
      ['look on while another process imports', 'status --mapping deals.yaml --watch'],
      ['all imports of a ledger, for a script', 'status --ledger ledger.db --json'],
    ],
    exitCodes: [['0', 'done; with --watch: no run is under way any more'], wrongCall, interrupted],
    pages: ['nightly-loads.md', 'reliability.md'],
  },
  results: {
    group: 'Look',
    summary: 'one line for each row',
    examples: [
      ['what failed, as a table', 'results --mapping deals.yaml --status failed'],
      ['all rows, as CSV', 'results --mapping deals.yaml --out results.csv'],
      ['for a program', 'results --mapping deals.yaml --format jsonl | jq .record_id'],
    ],
    exitCodes: reading,
    pages: ['nightly-loads.md'],
  },
  report: {
    group: 'Look',
    summary: 'one page about an import, for a browser',
    examples: [
      ['write deals.report.html beside the mapping', 'report --mapping deals.yaml'],
      ['choose the file', 'report --mapping deals.yaml --out import.html'],
    ],
    exitCodes: reading,
    pages: ['report.md'],
  },
  verify: {
    group: 'Look',
    summary: 'read the records back and compare them',
    examples: [
      ['every record that was written', 'verify --mapping deals.yaml'],
      ['five hundred of them, taken by chance', 'verify --mapping deals.yaml --sample 500'],
      ['list what is not as it was sent', 'verify --mapping deals.yaml --out differences.csv'],
    ],
    exitCodes: [['0', 'every record is what was sent'], ['1', 'some are not'], wrongCall, apiFailed, interrupted],
    pages: ['verification.md'],
  },
  undo: {
    group: 'Undo',
    summary: 'trash what was made, put values back',
    examples: [
      ['tell what would be undone', 'undo --mapping deals.yaml --dry-run'],
      ['undo one run; status lists them', 'undo --mapping deals.yaml --run 20261121-101500-3f9a'],
      ['undo the whole import, without a question', 'undo --mapping deals.yaml --yes'],
    ],
    exitCodes: sending,
    pages: ['undo.md'],
  },
  definitions: {
    group: 'Tools',
    summary: 'the definitions of an object type, as JSON',
    examples: [
      ['look at them', 'definitions opportunity'],
      ['keep them, for init and check without network', 'definitions account --out account.json'],
    ],
    exitCodes: asking,
    pages: ['mapping.md'],
  },
  completion: {
    group: 'Tools',
    summary: 'completion for bash, zsh or fish',
    examples: [
      ['bash: then `source` that file in ~/.bashrc', 'completion bash > ~/.lightfield-import.bash'],
      ['zsh: into a folder of $fpath', 'completion zsh > ~/.zfunc/_lightfield-import'],
      ['fish', 'completion fish > ~/.config/fish/completions/lightfield-import.fish'],
    ],
    exitCodes: [
      ['0', 'done'],
      ['2', 'the call is wrong'],
    ],
    pages: ['commands.md'],
  },
  help: {
    group: 'Tools',
    summary: 'the help of a command',
    examples: [
      ['all commands', 'help'],
      ['one of them', 'help run'],
    ],
    exitCodes: [
      ['0', 'done'],
      ['2', 'there is no such command'],
    ],
    pages: ['commands.md'],
  },
} as const satisfies Readonly<Record<string, CommandNotes>>

const byName: ReadonlyMap<string, CommandNotes> = new Map(Object.entries(notes))

/** The notes of a command; null where nobody has written any, which a test refuses. */
export function commandNotes(name: string): CommandNotes | null {
  return byName.get(name) ?? null
}
