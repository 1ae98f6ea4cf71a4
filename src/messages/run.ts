import type { Messages } from './message.ts'

/** LFI0501 to LFI0599: a run as a whole, and rows whose request or undoing has not come to its end. */
export const runMessages = {
  max_errors: {
    number: 'LFI0501',
    meaning: 'As many rows have failed as `--max-errors` allows.',
    remedy:
      'Look at the failures with `lightfield-import results --status failed`, mend what they have in common, and give the same command again: it goes on from there.',
  },
  same_refusal: {
    number: 'LFI0502',
    meaning: 'Many rows one after the other were refused for the same reason: the mapping is wrong, not the rows.',
    remedy:
      'Correct the mapping, or what the workspace says of that key, and give the same command again. If it is the rows after all, `--max-same-errors 0` lets the run go on.',
  },
  guard_refused: {
    number: 'LFI0503',
    meaning:
      'The file or the definitions look wrong against the last whole run, as `--guard` checks; nothing was sent.',
    remedy:
      'Look at what the message lists. If it is as it should be, run once without `--guard`: the next runs are compared with that one.',
  },
  key_changed: {
    number: 'LFI0504',
    meaning: 'The key columns of the mapping are not those of the earlier runs; nothing was sent.',
    why: 'The key tells rows apart: with another one, every row that was imported before would be created once more.',
    remedy:
      'Put the old key back. If it has to change, use the mode find-or-create or upsert under another import name; `--accept-new-identity` creates all rows anew.',
  },
  import_unknown: {
    number: 'LFI0505',
    meaning: 'There is no import of that name, in the ledger or in the description of the migration.',
    remedy:
      'Check the name, and name the ledger of that import with `--ledger PATH`; `lightfield-import status` tells what a ledger holds.',
  },
  nothing_selected: {
    number: 'LFI0506',
    meaning: '`--only` and `--from` together leave no import of the migration to run.',
    remedy: 'Leave out one of them, or name an import that comes later in the order that the message gives.',
  },
  answer_lost: {
    number: 'LFI0507',
    meaning: 'The request was sent and its answer never came, so nobody knows whether it was carried out.',
    why: 'A connection broke or the API went down between the two. The row is in doubt; it is not sent as a new one.',
    remedy: 'Give the same command again within 24 hours: it settles the request without making a second record.',
    besides: '',
  },
  answer_unrecorded: {
    number: 'LFI0508',
    meaning: 'The request was sent, and what became of it could not be written to the ledger.',
    remedy: 'Give the same command again within 24 hours: it settles the request without making a second record.',
    besides: '',
  },
  idempotency_key_expired: {
    number: 'LFI0509',
    meaning: 'The answer to a request never came, and its idempotency key is older than 24 hours.',
    why: 'The API has forgotten the key by now, so sending the request again could make a second record.',
    remedy:
      'Look in Lightfield whether the record is there. If it is not, `--resend-in-doubt` sends the row again; with `match` in the mapping a run looks by itself.',
  },
  trace_unclear: {
    number: 'LFI0510',
    meaning: 'The answer to a request never came, and the records do not tell whether it was carried out.',
    remedy: 'Look in Lightfield whether that is done. If it is not, `--resend-in-doubt` sends the row again.',
  },
  record_gone: {
    number: 'LFI0511',
    meaning: 'The record that this row made is not there any more: it is in the trash, or was merged into another.',
    remedy: 'Leave it so, or say `gone: recreate` in the mapping to create it anew.',
  },
  undo_begun: {
    number: 'LFI0512',
    meaning: 'The undoing of this row was begun and did not come to its end.',
    remedy: 'Give the same undo again: it goes on with the row. A run looks whether the record is there.',
  },
  undone: {
    number: 'LFI0513',
    meaning: 'What a run wrote for this row was undone.',
    remedy: 'Nothing has to be done. The next run writes the row again.',
  },
  in_doubt: {
    number: 'LFI0514',
    meaning: 'undo leaves the record alone: a later write to it was sent, and its answer never came.',
    remedy: 'Run the import once, which settles it; then give the same undo again.',
  },
  changed_since: {
    number: 'LFI0515',
    meaning: 'undo leaves a value as it is: somebody has changed it since the run wrote it.',
    remedy: 'Nothing has to be done; where the old value is wanted, set it by hand.',
  },
} as const satisfies Messages
