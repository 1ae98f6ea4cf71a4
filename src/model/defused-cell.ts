/**
 * What a spreadsheet may take for the beginning of a formula, also behind spaces, which some of them drop.
 * Source: OWASP's page "CSV Injection".
 */
const formulaStart = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/
/** The same behind apostrophes, as this program or a person has put them there. */
const guardedStart = /^'+(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/
/** A number, an amount or a telephone number: a sign, digits and what groups them. There is nothing to be run in it. */
const signedNumber = /^ *[+-] ?[.,]?\d[\d., \u00a0\u202f]*(?:[eE][+-]?\d+)?%?$/

/**
 * The cell as a spreadsheet shows it and does not run it: with an apostrophe before what it would take for a formula.
 * What has such an apostrophe already gets one more, so that `restoreCell` gives back every cell to the letter.
 */
export function defuseCell(cell: string): string {
  const isRisky = guardedStart.test(cell) || (formulaStart.test(cell) && !signedNumber.test(cell))
  return isRisky ? `'${cell}` : cell
}

/** A cell as it was before `defuseCell`; one that somebody has written anew since is taken with or without the apostrophe. */
export function restoreCell(cell: string): string {
  return guardedStart.test(cell) ? cell.slice(1) : cell
}
