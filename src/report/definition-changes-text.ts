import type { DefinitionChange } from '../import/compare-definitions.ts'
import { formatCount, formatNumber } from './text.ts'

/** How many labels are named; of the others their number. */
const labelsShown = 5

const propertyNames: ReadonlyMap<string, string> = new Map([
  ['valueType', 'value type'],
  ['readOnly', 'read-only'],
  ['multipleValues', 'several values'],
  ['handleService', 'service'],
  ['parentFieldKey', 'parent field'],
  ['objectType', 'object type'],
])

/** How a key is defined otherwise than it was, as a sentence without its subject. Labels are in it as they stand. */
export function definitionChangesText(changes: readonly DefinitionChange[]): string {
  const known = changes.map(changeText).filter(text => text !== null)
  const what = known.length === 0 ? '' : `: ${known.join('; ')}`
  return `is defined otherwise in the workspace than it was${what}`
}

function changeText(change: DefinitionChange): string | null {
  switch (change.kind) {
    case 'property': {
      const { property, before, now } = change
      const name = propertyNames.get(property) ?? property
      const say = property === 'label' ? quoted : valueText
      return `${name} was ${say(before)}, is ${say(now)}`
    }
    case 'options_gone':
      return `${count(change.labels)} gone: ${some(change.labels.map(quoted))}`
    case 'options_new':
      return `${count(change.labels)} new: ${some(change.labels.map(quoted))}`
    case 'options_remade':
      return `${count(change.labels)} made anew, with another id: ${some(change.labels.map(quoted))}`
    case 'options_renamed': {
      const renames = change.renames.map(({ before, now }) => `${quoted(before)} is ${quoted(now)}`)
      return `${count(renames)} renamed: ${some(renames)}`
    }
    case 'options_moved':
      return `${count(change.labels)} under another one of the parent field: ${some(change.labels.map(quoted))}`
    case 'unknown':
      return null
    default:
      return change satisfies never
  }
}

function count(options: readonly string[]): string {
  return formatCount(options.length, 'option')
}

function some(texts: readonly string[]): string {
  const more = texts.length - labelsShown
  const shown = texts.slice(0, labelsShown).join(', ')
  return more > 0 ? `${shown} and ${formatNumber(more)} more` : shown
}

function quoted(label: unknown): string {
  return JSON.stringify(label)
}

function valueText(value: unknown): string {
  if (value === null) return 'not set'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value)
}
