import { InputError } from '../../errors.ts'
import { errorNumbered, type NumberedMessage } from '../../messages/catalogue.ts'
import { wrapped } from '../../report/wrap.ts'
import type { CommandAction } from '../command.ts'
import { exitCode } from '../exit-codes.ts'

/** Lines longer than this are hard to read, however wide the terminal is. */
const widestLine = 100

/** Whether a word is meant as the number of an error: `LFI0201`, `lfi201`. */
export function isErrorNumber(word: string): boolean {
  return /^lfi\d+$/i.test(word)
}

/**
 * `help LFI0201`: what the page docs/errors.md says of it, where there is no page at hand.
 *
 * @throws InputError `error_unknown`
 */
export function explainError(word: string): CommandAction<object> {
  return async (_, { terminal }) => {
    const number = `LFI${word.slice(3).padStart(4, '0')}`
    const error = errorNumbered(number)
    if (error === null) throw new InputError('error_unknown', `There is no error ${number}.`)
    const columns = Math.min(process.stdout.columns || 80, widestLine)
    await terminal.show(explanation(error, columns, terminal.paint.bold))
    return exitCode.done
  }
}

function explanation(
  { code, message: { number, meaning, why, remedy } }: NumberedMessage,
  columns: number,
  bold: (text: string) => string,
): string {
  const paragraphs = [meaning, ...(why === undefined ? [] : [why]), `What to do: ${remedy}`]
  return [
    `${bold(number)} ${code}`,
    ...paragraphs.flatMap(text => ['', ...wrapped(text, { columns }, { indent: 2 })]),
  ].join('\n')
}
