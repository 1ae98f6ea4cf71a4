import type { Messages } from './message.ts'

/** LFI0001 to LFI0099: the call itself, the files that it writes, and this program. */
export const callMessages = {
  internal: {
    number: 'LFI0001',
    meaning: 'Something went wrong inside lightfield-import: a bug, and no fault of the file or of the call.',
    why: 'The program stops rather than go on from a state that it does not understand. What was done is in the ledger.',
    remedy:
      'Give the same command again: it goes on from there. Please report it, with the log of `--log-level debug --log-file FILE`.',
  },
  command_unknown: {
    number: 'LFI0002',
    meaning: 'There is no command of that name.',
    remedy: '`lightfield-import --help` lists the commands.',
  },
  call_option_unknown: {
    number: 'LFI0003',
    meaning: 'The command has no option of that name.',
    why: 'Nothing is guessed: a misspelt `--dry-run` that was passed over would send every row.',
    remedy: 'Add `--help` to the command to see its options.',
  },
  argument_missing: {
    number: 'LFI0004',
    meaning: 'The command needs an argument that was not given, such as the CSV file.',
    remedy: 'Add `--help` to the command to see what it takes.',
  },
  option_missing: {
    number: 'LFI0005',
    meaning: 'The command needs an option that was not given, such as `--mapping FILE`.',
    remedy: 'Add the option; `--help` of the command shows an example.',
  },
  option_value_missing: {
    number: 'LFI0006',
    meaning: 'An option stands without the value that it takes.',
    remedy: 'Write the value behind the option, as in `--mapping deals.yaml`.',
  },
  option_value: {
    number: 'LFI0007',
    meaning: 'The value of an option is not one that it takes.',
    remedy: 'Give one of the values, or a value of the form, that the message names.',
  },
  arguments_excess: {
    number: 'LFI0008',
    meaning: 'The command was given more arguments than it takes.',
    why: 'Most often a name with spaces stands without quotes, or the shell has put several files in the place of a *.',
    remedy: 'Put names with spaces in quotes, and give each file a command of its own.',
  },
  call_wrong: {
    number: 'LFI0009',
    meaning: 'The command cannot be called like that.',
    remedy: 'Add `--help` to the command to see what can be said.',
  },
  file_overwritten: {
    number: 'LFI0010',
    meaning: 'Two files of the call are the same, and one of them would be written over the other.',
    remedy: 'Name another file with the option that the message names.',
  },
  file_unwritable: {
    number: 'LFI0011',
    meaning: 'A file that the call asks for cannot be written.',
    why: 'Files that hold rows are made for their owner alone, and never through a symbolic link.',
    remedy: 'Name a file, and no link to one, in a folder that exists and can be written.',
  },
  file_exists: {
    number: 'LFI0012',
    meaning: 'The file that init would write is there already, and is left as it is.',
    remedy: 'Say `--force` to overwrite it, or name another file with `--out FILE`.',
  },
  stdout_taken: {
    number: 'LFI0013',
    meaning: 'Two options of the call would both write to the standard output.',
    remedy: 'Name a file with `--out FILE`, or leave out one of them.',
  },
  output_unwritable: {
    number: 'LFI0014',
    meaning: 'The standard output cannot be written, such as where it leads to a file on a full disk.',
    remedy: 'Free some space or write to another place, then give the same command again.',
  },
  log_unwritable: {
    number: 'LFI0015',
    meaning: 'The log cannot be written.',
    why: 'Whoever asks for a log wants to be able to rely on it, so nothing goes on without it.',
    remedy: 'Free some space or name another file with `--log-file FILE`; the same command goes on from here.',
  },
  not_a_log: {
    number: 'LFI0016',
    meaning: 'The file named with `--log-file` holds something other than a log, and is left as it is.',
    remedy: 'Name a file that does not exist yet, or a log of this program.',
  },
  not_confirmed: {
    number: 'LFI0017',
    meaning: 'A question was not answered with yes, so nothing was done.',
    remedy: 'Answer y; or say `--yes` where nobody is asked, such as in a script.',
  },
  status_unknown: {
    number: 'LFI0018',
    meaning: 'An outcome that `--status` names does not exist.',
    remedy: 'Name one or more of the outcomes that the message lists, separated by commas.',
  },
  seed_needs_sample: {
    number: 'LFI0019',
    meaning: '`--seed` was given without `--sample`, and only a sample is taken by chance.',
    remedy: 'Say `--sample N` too, or leave out `--seed` to read back all.',
  },
  verify_needs_run: {
    number: 'LFI0020',
    meaning: '`--verify` reads back what a run has written, and a dry run writes nothing.',
    remedy: 'Leave out one of `--verify` and `--dry-run`.',
  },
  input_not_copied: {
    number: 'LFI0021',
    meaning: 'Standard input has to be read twice, and could not be copied to a temporary file for that.',
    remedy: 'Name a folder with room for it in `TMPDIR` (on Windows TEMP), or give a file instead of -.',
  },
  no_temporary_folder: {
    number: 'LFI0022',
    meaning: 'A dry run keeps its notes in a temporary folder, and none can be made.',
    remedy: 'Name a folder that can be written to in the environment variable `TMPDIR` (on Windows TEMP).',
  },
  no_terminal: {
    number: 'LFI0023',
    meaning: 'A CSV file without a command asks questions, and there is nobody at a terminal to answer them.',
    why: 'Questions are asked only where input, output and messages are on a terminal and CI is not set.',
    remedy:
      'Name the command: init drafts a mapping, check tries it, run imports. Each of them asks nothing that --yes does not answer.',
  },
  error_unknown: {
    number: 'LFI0024',
    meaning: 'There is no error of that number.',
    remedy: 'Check the number, which stands at the end of a message; the page `docs/errors.md` lists them all.',
  },
} as const satisfies Messages
