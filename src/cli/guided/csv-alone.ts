import { existsSync } from 'node:fs'

/** Whether the first word of a call is a CSV file where a command is expected. No command has a dot or a slash in it. */
export function isCsvAlone(argv: readonly string[]): boolean {
  const [first = ''] = argv
  if (first.startsWith('-')) return false
  return /\.(?:csv|tsv|txt)(?:\.gz)?$/i.test(first) || (/[./\\]/.test(first) && existsSync(first))
}
