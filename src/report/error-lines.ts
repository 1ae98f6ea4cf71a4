import type { ErrorGroup } from '../import/error-groups.ts'
import { messageOf, numberOf } from '../messages/catalogue.ts'
import type { Look } from './style.ts'
import { formatCount, formatNumber, plainLine, shortMessage, shortName } from './text.ts'
import { wrapped } from './wrap.ts'

const groupsShown = 10
const parentsShown = 5
const linesOfAMessage = 6

/** Of a code that is not in the catalogue: the API has reasons of its own. */
const remedyOfApi = 'Change what the API names, in the rows or in the mapping, and run them again.'

/** What is wrong with rows that are not done, by kind: how many, a row of each, what it was told, and what to do. */
export function errorLines(errors: readonly ErrorGroup[], look: Look): readonly string[] {
  if (errors.length === 0) return []
  const hidden = errors.length - groupsShown
  return [
    look.style.bold('Problems'),
    ...errors.slice(0, groupsShown).flatMap(group => groupLines(group, look)),
    ...(hidden > 0 ? [`  and ${formatCount(hidden, 'more kind', 'more kinds')}`] : []),
  ]
}

/** What to do about rows that were told so. */
export function remedyOf({ code }: Pick<ErrorGroup, 'code'>): string {
  return messageOf(code)?.remedy ?? remedyOfApi
}

/** The same for somebody who has read what such a row was told; null where that has said it. */
export function remedyBeside({ code }: Pick<ErrorGroup, 'code'>, told: string): string | null {
  const remedy = messageOf(code)?.besides ?? remedyOf({ code })
  return remedy === '' || told.includes(remedy) ? null : remedy
}

/** `2 rows: unknown_option $stage (LFI0726), first row 3 (line 5)`. */
function groupLines(group: ErrorGroup, look: Look): readonly string[] {
  const { code, param, count, exampleRow, exampleLine, exampleMessage } = group
  const number = numberOf(code)
  const what = [code, param].filter(part => part !== null).map(shortName)
  const mark = number === null ? '' : ` (${number})`
  const where = `first row ${formatNumber(exampleRow)} (line ${formatNumber(exampleLine)})`
  const message = plainLine(shortMessage(exampleMessage))
  const remedy = remedyBeside(group, message)
  return [
    ...wrapped(`${formatCount(count, 'row')}: ${plainLine(what.join(' '))}${mark}, ${where}`, look, {
      indent: 2,
      hanging: 4,
    }),
    ...wrapped(message, look, { indent: 4, most: linesOfAMessage }),
    ...(remedy === null ? [] : wrapped(`→ ${remedy}`, look, { indent: 4, hanging: 6 })),
    ...waitingLines(group, look),
  ]
}

/** The records that rows wait for, the one that most wait for first. */
function waitingLines({ code, parents }: ErrorGroup, look: Look): readonly string[] {
  // A record that nobody knows is called by the row that names it: of a single one that says nothing.
  const telling = parents.filter(({ count }) => count > 1 || code !== 'look_up_not_found')
  const shown = telling.slice(0, parentsShown).flatMap(({ parent, count, exampleRow }) => {
    const waiting = count > 1 ? `${formatCount(count, 'row')} wait` : `row ${formatNumber(exampleRow)} waits`
    return wrapped(`${waiting} for ${plainLine(parent)}`, look, { indent: 4, hanging: 6 })
  })
  const hidden = telling.length - parentsShown
  return hidden > 0 ? [...shown, `    and ${formatCount(hidden, 'more such record')}`] : shown
}
