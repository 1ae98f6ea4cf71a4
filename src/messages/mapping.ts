import type { Messages } from './message.ts'

/** LFI0301 to LFI0399: mapping files and descriptions of migrations, as a whole and place by place. */
export const mappingMessages = {
  mapping_unreadable: {
    number: 'LFI0301',
    meaning: 'The mapping file cannot be read.',
    remedy: 'Check the path given with `--mapping`; `lightfield-import init CSV --object TYPE` drafts a mapping.',
  },
  mapping_invalid: {
    number: 'LFI0302',
    meaning: 'The mapping cannot be used; every problem is listed with its line and column.',
    remedy: 'Correct each place; `docs/mapping.md` tells what each key takes.',
  },
  migration_unreadable: {
    number: 'LFI0303',
    meaning: 'The description of a migration cannot be read.',
    remedy: 'Check the path; `docs/migrations.md` shows what such a file looks like.',
  },
  migration_invalid: {
    number: 'LFI0304',
    meaning: 'The description of a migration, or several of its imports, cannot be used; nothing was sent.',
    remedy: 'Correct each place that the message lists.',
  },
  import_cycle: {
    number: 'LFI0305',
    meaning: 'No order of the imports works: required relationships point in a circle.',
    remedy:
      'Required relationships cannot be completed later: let one of these point to records that are there before.',
  },
  yaml_invalid: {
    number: 'LFI0306',
    meaning: 'The text is not YAML or JSON that can be taken as it stands at this place.',
    why: 'Most often the spaces at the beginning of a line are wrong, a key stands twice, or a text with a colon lacks quotes.',
    remedy: 'Correct the line; put texts that hold : # { } [ ] , & * ! | > % @ in quotes.',
  },
  key_unknown: {
    number: 'LFI0307',
    meaning: 'The mapping language has no such key at this place.',
    why: 'A key that was passed over would be a rule that is not applied.',
    remedy: 'Take the key that the message suggests, or one of those that `docs/mapping.md` lists.',
  },
  key_missing: {
    number: 'LFI0308',
    meaning: 'A key is missing that has to be there.',
    remedy: 'Add it; `docs/mapping.md` says what it takes.',
  },
  value_wrong: {
    number: 'LFI0309',
    meaning: 'The value of a key is not of the kind, or not one of the words, that it takes.',
    remedy: 'Write what the message expects; `docs/mapping.md` has an example of each key.',
  },
  rule_wrong: {
    number: 'LFI0310',
    meaning: 'A rule of the mapping contradicts itself, another rule, or what the workspace defines.',
    remedy: 'Change or remove what the message names; `docs/mapping.md` tells what each key goes with.',
  },
  column_unknown: {
    number: 'LFI0311',
    meaning: 'The mapping names a column that the file does not have.',
    remedy: 'Write the name as it stands in the header; upper and lower case count, spaces around it do not.',
  },
  field_unknown: {
    number: 'LFI0312',
    meaning: 'The object has no field of this key.',
    remedy: 'Take the key that the message suggests, or one that `lightfield-import definitions TYPE` lists.',
  },
  relationship_unknown: {
    number: 'LFI0313',
    meaning: 'The object has no relationship of this key.',
    remedy: 'Take the key that the message suggests, or one that `lightfield-import definitions TYPE` lists.',
  },
  section_wrong: {
    number: 'LFI0314',
    meaning: 'A relationship stands among the fields, or a field among the relationships.',
    remedy: 'Move it to the section that the message names.',
  },
  key_read_only: {
    number: 'LFI0315',
    meaning: 'The API does not let this key be written.',
    remedy: 'Remove it from the mapping; a column of it can be listed under ignore.',
  },
  required_missing: {
    number: 'LFI0316',
    meaning: 'The object needs this key in every record, and the mapping does not fill it.',
    remedy: 'Add it under fields or relationships, from a column or with a constant (value).',
  },
  option_misplaced: {
    number: 'LFI0317',
    meaning: 'An option of a rule has no meaning for a field of this type.',
    why: 'Most likely the field is not of the type that it was taken for.',
    remedy: 'Remove the option, or check which field is meant; check lists the type of each.',
  },
  object_name: {
    number: 'LFI0318',
    meaning: 'The object is not written as the API names it.',
    remedy: 'Take the name that the message suggests, or the slug of a custom object.',
  },
} as const satisfies Messages
