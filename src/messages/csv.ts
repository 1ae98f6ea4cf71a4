import type { Messages } from './message.ts'

/** LFI0201 to LFI0299: the CSV file, its header and rows that cannot be read. */
export const csvMessages = {
  file_not_found: {
    number: 'LFI0201',
    meaning: 'There is no CSV file at that path.',
    remedy: 'Check the path; a relative one starts at the current directory.',
  },
  file_is_directory: {
    number: 'LFI0202',
    meaning: 'The path is that of a directory.',
    remedy: 'Name one CSV file in it.',
  },
  file_unreadable: {
    number: 'LFI0203',
    meaning: 'The CSV file is there but cannot be read, or not to its end.',
    why: 'Most often it belongs to another user, or a gzipped file was cut off on its way.',
    remedy: 'Check its permissions; fetch a gzipped file again. A run that had begun goes on with the same command.',
  },
  file_empty: {
    number: 'LFI0204',
    meaning: 'The file holds no header and no row.',
    remedy: 'Check that the export has ended: a file needs a header and at least one row.',
  },
  no_data_rows: {
    number: 'LFI0205',
    meaning: 'The file has a header and no row.',
    remedy: 'Check that the export is complete.',
  },
  not_csv: {
    number: 'LFI0206',
    meaning: 'The file is not CSV but a workbook, a PDF document or an archive.',
    remedy: 'Open it and save the sheet as "CSV UTF-8", or take the CSV file out of the archive.',
  },
  unsupported_encoding: {
    number: 'LFI0207',
    meaning: 'The file is written in UTF-32, which is not read.',
    remedy: 'Save it as UTF-8, or convert it with: `iconv -f UTF-32 -t UTF-8`',
  },
  gzip_ratio: {
    number: 'LFI0208',
    meaning: 'A gzipped file unpacks to far more than tables do: it is damaged, or made to fill the memory.',
    remedy: 'If its content is what it should be, unpack it with gunzip and name the unpacked file.',
  },
  csv_option: {
    number: 'LFI0209',
    meaning: 'The csv section of the mapping does not fit together, or does not fit the file.',
    remedy: "Correct the mapping's csv section; what is left out of it is detected.",
  },
  duplicate_column: {
    number: 'LFI0210',
    meaning: 'Two columns of the header have the same name, so that the mapping could mean either.',
    remedy: 'Give every column a name of its own, in the file or with `csv.columns` in the mapping.',
  },
  empty_column: {
    number: 'LFI0211',
    meaning: 'A column of the header has no name.',
    why: 'Often a title stands above the header, or a cell too many at the end of each line.',
    remedy:
      'Name it or remove it. Lines above the header are passed over with `csv.skip_lines` in the mapping, and `csv.columns` gives the names where the file has none.',
  },
  text_after_quote: {
    number: 'LFI0212',
    meaning: 'Text follows the closing quote of a cell.',
    remedy: 'Double the quotes inside a quoted cell ("" for each), or name how they are escaped with `csv.escape`.',
  },
  quote_in_cell: {
    number: 'LFI0213',
    meaning: 'A quote stands inside a cell that does not begin with one.',
    remedy:
      'Quote the cell and double the quotes in it; where the file knows no quoting, say `csv: { quote: "" }` in the mapping.',
  },
  unclosed_quote: {
    number: 'LFI0214',
    meaning: 'A quote is opened and never closed.',
    why: 'The rows after it would all be taken for one cell; as few as possible are given up.',
    remedy: 'Close the quote on the line that the message names, or double it where it is part of the text.',
  },
  unparsable: {
    number: 'LFI0215',
    meaning: 'The row cannot be read as CSV.',
    remedy: 'Look at the line, and at the delimiter and the quotes that the mapping names in its csv section.',
  },
  record_too_large: {
    number: 'LFI0216',
    meaning: 'The row is longer than any row should be, most often since a quote is never closed.',
    remedy: 'Close the quote; where cells are really that long, raise `csv.max_field_bytes` in the mapping.',
  },
  field_too_large: {
    number: 'LFI0217',
    meaning: 'A cell is longer than a cell may be, most often since a quote is never closed.',
    remedy: 'Close the quote; where cells are really that long, raise `csv.max_field_bytes` in the mapping.',
  },
  ragged_row: {
    number: 'LFI0218',
    meaning: 'The row has more or fewer cells than the header.',
    why: 'Its cells may have moved into wrong columns, so nothing is sent for it.',
    remedy: 'Quote cells that hold the delimiter, and add the cells that are missing.',
  },
  unnamed_column: {
    number: 'LFI0219',
    meaning: 'The row has a value in a column that has no name in the header.',
    remedy: 'Name the column in the header, or empty the cell.',
  },
  invalid_encoding: {
    number: 'LFI0220',
    meaning: 'The row holds bytes that are no text in the encoding of the file.',
    remedy: 'Name the right encoding in the mapping (`csv: { encoding: windows-1252 }`), or save the file as UTF-8.',
  },
  nul_byte: {
    number: 'LFI0221',
    meaning: 'The row holds NUL bytes, which no text does.',
    remedy:
      'The file may be damaged, or be of an encoding that must be named in the mapping (`csv: { encoding: utf-16le }`).',
  },
} as const satisfies Messages
