import type { Messages } from './message.ts'

/** LFI0701 to LFI0799: values of cells that cannot be sent, or lose something on the way. */
export const valuesMessages = {
  not_a_number: {
    number: 'LFI0701',
    meaning: 'The cell is not a number.',
    remedy:
      'Correct the cell; a word such as "n/a" is left out with `on_error: omit`, or turned into a blank with `replace`.',
  },
  ambiguous_number: {
    number: 'LFI0702',
    meaning: 'The number can be read with its sign as thousands or as decimals.',
    why: '1.234 is a thousand to some and a little more than one to others; nothing is guessed.',
    remedy: 'Declare the decimal sign in the rule: `decimal: "."` or `decimal: ","`.',
    besides: '',
  },
  too_many_decimals: {
    number: 'LFI0703',
    meaning: 'The number has more than 2 decimal places, and the API keeps 2.',
    remedy: 'Declare `round: true` in the rule, or round it in the source.',
    besides: '',
  },
  number_out_of_range: {
    number: 'LFI0704',
    meaning: 'The number is too large to be stored exactly.',
    remedy: 'Check the cell: an id or a telephone number belongs in a text field.',
  },
  other_currency: {
    number: 'LFI0705',
    meaning: "The amount is in another currency than the field's.",
    remedy: 'Convert it in the source: a field has one currency.',
    besides: '',
  },
  rounded: {
    number: 'LFI0706',
    meaning: 'The number had more than 2 decimal places and was rounded, halves away from zero.',
    remedy: 'Nothing has to be done: the rule says `round: true`.',
  },
  other_currency_sign: {
    number: 'LFI0707',
    meaning: "The amount carries the sign of another currency than the field's; it was taken as it stands.",
    remedy: 'Check that the amounts of the column are in the currency of the field.',
  },
  not_a_date: {
    number: 'LFI0708',
    meaning: 'The cell is not a date as the mapping declares it, or, without a format, not one in ISO 8601.',
    remedy: 'Declare how dates are written in the rule, such as `format: MM/dd/yyyy`; several formats stand in a list.',
    besides: 'Such as `format: MM/dd/yyyy` in the rule; several formats stand in a list.',
  },
  ambiguous_date: {
    number: 'LFI0709',
    meaning: 'The date can be read in two ways, with the day or the month first.',
    remedy: 'Declare one format in the rule, such as `format: MM/dd/yyyy` or `format: dd/MM/yyyy`.',
  },
  impossible_date: {
    number: 'LFI0710',
    meaning: 'The calendar has no such day or time.',
    remedy: 'Correct the cell; where most rows are like that, day and month are swapped in the format.',
  },
  unknown_zone: {
    number: 'LFI0711',
    meaning: 'The time zone that the cell names is not known, or stands for several.',
    remedy:
      'Write an offset such as +01:00 or a name such as Europe/Berlin, or remove it and declare `zone` in the rule.',
  },
  nonexistent_time: {
    number: 'LFI0712',
    meaning: 'The clocks of the time zone skip that time: daylight saving starts there.',
    remedy: 'Check that `zone` is the right one; otherwise correct the cell.',
  },
  not_a_checkbox: {
    number: 'LFI0713',
    meaning: 'The cell is neither a yes nor a no.',
    remedy: 'Write true or false, or say with values which word means which, such as `values: { x: true }`.',
    besides: 'Such as `values: { x: true }` in the rule.',
  },
  not_an_email: {
    number: 'LFI0714',
    meaning: 'The cell is not an e-mail address.',
    remedy: 'Correct the cell, or leave such addresses out with `on_error: omit`.',
  },
  several_emails: {
    number: 'LFI0715',
    meaning: 'The cell holds several e-mail addresses.',
    remedy: 'Declare what separates them in the rule, such as `split: ";"`.',
    besides: 'Such as `split: ";"` in the rule.',
  },
  not_a_telephone: {
    number: 'LFI0716',
    meaning: 'The cell is not a telephone number, or its country is not known.',
    remedy: 'Declare the country of numbers without + in the rule, such as `region: US`; or correct the cell.',
  },
  not_a_url: {
    number: 'LFI0717',
    meaning: 'The cell is not a web address.',
    remedy: 'Write `https://example.com` or a bare domain.',
    besides: '',
  },
  several_urls: {
    number: 'LFI0718',
    meaning: 'The cell holds several web addresses.',
    remedy: 'Declare what separates them in the rule, such as `split: ";"`.',
    besides: 'Such as `split: ";"` in the rule.',
  },
  not_a_profile: {
    number: 'LFI0719',
    meaning: "The cell is not a profile of the field's service.",
    remedy: 'Write the handle or the address of the profile, as the message shows.',
    besides: '',
  },
  not_a_name: {
    number: 'LFI0720',
    meaning: 'The cell holds no name of a person.',
    remedy: 'Fill it in, or leave it blank where nobody is known.',
  },
  title_left_out: {
    number: 'LFI0721',
    meaning: 'A title such as Dr. or Mrs. was left out of the name.',
    remedy: 'Nothing has to be done; where titles matter, map the column to a field of text too.',
  },
  not_a_coordinate: {
    number: 'LFI0722',
    meaning: 'The cell is not a geographic coordinate.',
    remedy: 'Write degrees such as 52.5200; for a decimal comma declare `decimal: ","` in the rule.',
    besides: 'For a decimal comma, declare `decimal: ","` in the rule.',
  },
  unknown_country: {
    number: 'LFI0723',
    meaning: 'The cell is not a country by its ISO code or by its name.',
    remedy: 'Take the country that the message suggests, or map the word with values, such as `values: { UK: GB }`.',
    besides: 'A line such as `values: { UK: GB }` in the rule maps a word to a country.',
  },
  unknown_option: {
    number: 'LFI0724',
    meaning: 'The cell is not one of the options of the field.',
    why: 'The API takes an id or the exact label; options belong to one workspace and are never made by an import.',
    remedy:
      'Map the word to an option with `values` in the rule, or add the option in Lightfield. `check` lists the words with their numbers.',
    besides: 'Each word gets a line under `values` in the rule; or add the option in Lightfield.',
  },
  ambiguous_option: {
    number: 'LFI0725',
    meaning: 'Several options of the field have this label.',
    remedy: 'Name the one that is meant by its id, with `values` in the rule; the message lists them.',
    besides: '',
  },
  option_of_other_parent: {
    number: 'LFI0726',
    meaning: "The option is there, but does not go with what the row has for the field's parent.",
    remedy: 'Correct one of the two cells; the message lists the options that go with the parent.',
    besides: 'Correct one of the two cells.',
  },
  parent_blank: {
    number: 'LFI0727',
    meaning: 'The field depends on another one, its parent, which the row leaves blank.',
    remedy: 'Fill in the column of the parent, or declare a default for it.',
  },
  blank: {
    number: 'LFI0728',
    meaning: 'A constant of the mapping is empty.',
    remedy: 'Leave the rule out: what is not mapped stays as it is.',
  },
  several: {
    number: 'LFI0729',
    meaning: 'A constant of the mapping is a list, and the field takes one value.',
    remedy: 'Write one value.',
  },
  too_long_to_replace: {
    number: 'LFI0730',
    meaning: 'The text of the cell is longer than replace takes.',
    remedy: 'Shorten it in the source, or remove `replace` from the rule.',
  },
  required_blank: {
    number: 'LFI0731',
    meaning: 'The cell is blank, and the object needs the key that it fills.',
    remedy: 'Fill it in, or declare a default in the rule.',
    besides: '',
  },
  nothing_to_send: {
    number: 'LFI0732',
    meaning: 'Everything that the mapping takes from the row is blank.',
    remedy: 'Remove the row, or fill in a column that the mapping uses.',
  },
} as const satisfies Messages
