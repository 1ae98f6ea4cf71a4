import type { Messages } from './message.ts'

/** LFI1200 to LFI1299: the library as programs call it. */
export const libraryMessages = {
  option_unknown: {
    number: 'LFI1200',
    meaning: 'A function of the library was given an option that it does not have.',
    remedy: 'Correct its name; docs/library.md and the types list all of them.',
  },
  option_invalid: {
    number: 'LFI1201',
    meaning: 'A function of the library was given an option that makes no sense, or not one that it needs.',
    remedy: 'Give what the message asks for; docs/library.md lists the options with their defaults.',
  },
  url_not_a_file: {
    number: 'LFI1202',
    meaning: 'A URL was given for a file, and it is not a `file:` URL.',
    remedy: 'Fetch it, and give the body of the answer as the CSV: `(await fetch(url)).body`.',
  },
  import_name_missing: {
    number: 'LFI1203',
    meaning: 'A mapping that is given as an object does not name its import, and there is no file to name it by.',
    remedy: 'Add `import` with a name that stays: the ledger tells the rows of one import from those of another by it.',
  },
  not_bytes: {
    number: 'LFI1204',
    meaning: 'A stream that was given as a CSV hands out something else than bytes or text.',
    remedy: 'Give a stream of bytes; rows that are objects are for `importRows`.',
  },
  no_rows: {
    number: 'LFI1205',
    meaning: 'The rows that were given to `importRows` are none.',
    remedy: 'Check the query or the list that they come from.',
  },
  row_invalid: {
    number: 'LFI1206',
    meaning:
      'A row that was given to `importRows` is no object, holds something else than a text, number, boolean or date, or has a column that the others do not.',
    remedy:
      'Make it one before it is handed out; name the columns with the option `columns` where rows leave some out.',
  },
  rows_unreadable: {
    number: 'LFI1207',
    meaning: 'What hands out the rows for `importRows` has failed, such as a connection to a database.',
    remedy: 'Look at the cause of the error; the same call goes on from there once it is mended.',
  },
  rows_taken: {
    number: 'LFI1208',
    meaning: 'A run was iterated over twice.',
    remedy: 'Iterate once; keep what is needed of each row, or read the rows from the ledger.',
  },
  rows_gone: {
    number: 'LFI1209',
    meaning: 'A run was iterated over after it had begun for its summary alone, and its first rows are gone.',
    remedy: 'Begin to iterate before, or as soon as, the summary is asked for; or read the rows from the ledger.',
  },
} as const satisfies Messages
