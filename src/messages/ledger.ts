import type { Messages } from './message.ts'

/** LFI0401 to LFI0499: the ledger, and what it has of an import. */
export const ledgerMessages = {
  ledger_not_found: {
    number: 'LFI0401',
    meaning: 'There is no ledger at that path.',
    remedy: 'A run makes one, beside the mapping file; `--ledger PATH` names another.',
  },
  not_a_ledger: {
    number: 'LFI0402',
    meaning: 'The file that is to be the ledger is something else, or only a part of one, and is left as it is.',
    remedy: 'Name another file with `--ledger PATH`; a ledger that was cut short is to be restored from a backup.',
  },
  ledger_unwritable: {
    number: 'LFI0403',
    meaning: 'The ledger cannot be made or opened.',
    remedy: 'Choose a file in a folder that exists and can be written with `--ledger PATH`.',
  },
  ledger_failed: {
    number: 'LFI0404',
    meaning: 'The ledger could not be written during the run, such as on a full disk.',
    why: 'Nothing is sent whose intent is not on disk, so the run stops.',
    remedy:
      'Free some space, or put right what the message names, then give the same command again: it goes on from there.',
  },
  ledger_of_another_workspace: {
    number: 'LFI0405',
    meaning: 'The ledger belongs to another workspace, or was made with another API key.',
    why: 'The records that it knows mean nothing in another workspace, and a mix-up would make every record twice.',
    remedy:
      'For another workspace name another ledger with `--ledger PATH`. If the key is a new one of the same workspace, say so once with `--accept-new-key`.',
  },
  ledger_too_new: {
    number: 'LFI0406',
    meaning: 'The ledger was written by a newer version of lightfield-import.',
    remedy: 'Update lightfield-import.',
  },
  ledger_in_use: {
    number: 'LFI0407',
    meaning: 'Another process works on this import.',
    remedy:
      'Wait until it is done, or stop it; then give the same command again. If it was killed on another machine, wait a minute first.',
  },
  ledger_taken_over: {
    number: 'LFI0408',
    meaning: 'Another process has taken this import over, since this one had not been heard of for too long.',
    why: 'This happens to a process that was suspended, or a machine that slept. It sends nothing more.',
    remedy: 'Let the other one finish; `lightfield-import status` tells how far it is.',
  },
  ledger_not_available: {
    number: 'LFI0409',
    meaning: 'A ledger in a database server is not available in this version.',
    remedy: 'Name a file with `--ledger PATH`.',
  },
  object_changed: {
    number: 'LFI0410',
    meaning: 'The ledger has this import as one of another object type than the mapping says.',
    remedy:
      'Give the mapping a name of its own with `import:`, name another ledger with `--ledger PATH`, or give the mapping that the import was run with.',
  },
  run_unknown: {
    number: 'LFI0411',
    meaning: 'The import has had no run of that id.',
    remedy: '`lightfield-import status` lists the last runs.',
  },
  ledger_damaged: {
    number: 'LFI0412',
    meaning: 'The file of the ledger is damaged: a part of it no longer says what was written there.',
    why: 'A disk that fails does this, or a copy that was made while a run wrote to it. What a run would read there may be wrong, so it does not go on.',
    remedy:
      'Keep the file, and put back a copy from before the damage. `lightfield-import doctor --ledger PATH` looks whether a ledger is sound.',
  },
} as const satisfies Messages
