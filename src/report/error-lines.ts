import type { ErrorGroup } from '../import/error-groups.ts'
import { messageOf } from '../messages/catalogue.ts'
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

/** `2 rows: unknown_option $stage (LFI0726), first row 3 (line 5)`. */
function groupLines(group: ErrorGroup, look: Look): readonly string[] {
  const { code, param, count, exampleRow, exampleLine, exampleMessage } = group
  const number = messageOf(code)?.number
  const what = [code, param].filter(part => part !== null).map(shortName)
  const mark = number === undefined ? '' : ` (${number})`
  const where = `first row ${formatNumber(exampleRow)} (line ${formatNumber(exampleLine)})`
  const message = plainLine(shortMessage(exampleMessage))
  const remedy = remedyOf(group)
  return [
    ...wrapped(`${formatCount(count, 'row')}: ${plainLine(what.join(' '))}${mark}, ${where}`, look, {
      indent: 2,
      hanging: 4,
    }),
    ...wrapped(message, look, { indent: 4, most: linesOfAMessage }),
    // Where the message says what to do itself, once is enough.
    ...(message.includes(remedy) ? [] : wrapped(`→ ${remedy}`, look, { indent: 4, hanging: 6 })),
    ...waitingLines(group, look),
  ]
}

/** The records that rows wait for, the one that most wait for first. */
function waitingLines({ parents }: ErrorGroup, look: Look): readonly string[] {
  const shown = parents.slice(0, parentsShown).flatMap(({ parent, count, exampleRow }) => {
    const others = count > 1 ? ` and ${formatCount(count - 1, 'other row')}` : ''
    const text = `${plainLine(parent)}: row ${formatNumber(exampleRow)}${others}`
    return wrapped(text, look, { indent: 4, hanging: 6 })
  })
  const hidden = parents.length - parentsShown
  return hidden > 0 ? [...shown, `    and ${formatCount(hidden, 'more such record')}`] : shown
}
