import type { Messages } from './message.ts'

/** LFI0801 to LFI0899: which row is which, which record is whose, and the records that a row names. */
export const matchingMessages = {
  blank_key: {
    number: 'LFI0801',
    meaning: 'A column that identifies the row (key in the mapping) is blank.',
    why: "Without it nobody could tell in a later run which record is this row's.",
    remedy: 'Fill it in, or choose columns for `key` that every row has.',
  },
  duplicate_key: {
    number: 'LFI0802',
    meaning: 'An earlier row of the file has the same key; this one is left out.',
    remedy: 'Remove one of the rows. If they are different things, add a column to `key` that tells them apart.',
  },
  blank_match: {
    number: 'LFI0803',
    meaning: 'What existing records are looked up by (match in the mapping) is blank in this row.',
    remedy: 'Fill it in, declare a default, or choose another field for `match`.',
  },
  match_ambiguous: {
    number: 'LFI0804',
    meaning: "Several records of the workspace have this row's match.",
    why: 'Writing to the wrong one cannot be seen afterwards, so neither is touched.',
    remedy: 'Merge them in Lightfield, or say `ambiguous: first_created` in the mapping to take the oldest.',
    besides: '',
  },
  match_in_doubt: {
    number: 'LFI0805',
    meaning: 'Another row with the same match was sent, and its answer never came.',
    remedy: 'Once that row is settled, which a run of its import does, the same command goes on with this one.',
    besides: '',
  },
  look_up_not_found: {
    number: 'LFI0806',
    meaning: 'No record is what the row names for a relationship.',
    remedy:
      'Create or import that record first, then `retry`; or say in the mapping what to do: `missing: create` or `missing: omit`.',
    besides: 'Once it is there, `retry` sends these rows again.',
  },
  look_up_ambiguous: {
    number: 'LFI0807',
    meaning: 'Several records are what the row names for a relationship.',
    remedy: 'Merge them in Lightfield, look up by a field that tells them apart, or say `ambiguous: first_created`.',
    besides: 'A look-up by another field may tell them apart.',
  },
  look_up_incomplete: {
    number: 'LFI0808',
    meaning: 'A record is looked up by several columns together, and one of them is blank.',
    remedy: 'Fill it in, or declare a default in the rule of that column.',
    besides: '',
  },
  look_up_unanswered: {
    number: 'LFI0809',
    meaning: 'The search for a record that the row names was not answered, while the API answered others.',
    remedy: 'Give the command `retry` later; where it stays so, look up by a field that fewer records share.',
  },
  parent_failed: {
    number: 'LFI0810',
    meaning: 'The record that the row names is to come of another row, which failed or was not reached.',
    remedy: 'Mend that row first, which the message names; then `retry` makes this one.',
    besides: 'Mend that row first.',
  },
} as const satisfies Messages
