import type { RuleContext } from './forms.ts'

/** Checks of the mapping language that a list of keys cannot express: which keys of a rule go together. */

/** Options of a value that are said of the whole field, and so not beside the parts of an address or a name. */
const wholeFieldOptions = [
  'values',
  'default',
  'split',
  'decimal',
  'round',
  'format',
  'zone',
  'locale',
  'region',
  'clear',
  'trim',
  'lower',
  'upper',
  'replace',
] as const

/** Options that say how a cell is read, and so mean nothing beside a constant. */
const cellOptions = ['values', 'default', 'clear', 'trim', 'lower', 'upper', 'replace', 'on_error'] as const

/** What says where a relationship's value comes from and how it is read. */
const ownSourceKeys = [
  'column',
  'first_of',
  'template',
  'value',
  'values',
  'default',
  'split',
  'trim',
  'lower',
  'upper',
  'replace',
] as const

/** A field has one source: a column, a constant, a template, or one of the families of parts. */
export function checkFieldRule(context: RuleContext, families: readonly (readonly string[])[]): void {
  const parts = families.length > 0 ? ', "template" or parts such as "street"' : ' or "template"'
  checkOneSource(
    context,
    [['column'], ['first_of'], ['value'], ['template'], ...families],
    `where the value comes from: add "column", "value"${parts}`,
  )
  for (const key of cellOptions) checkApart(context, 'value', key)
  checkApart(context, 'lower', 'upper')
  checkOnError(context, families)
  const part = families.flat().find(name => name in context.value)
  if (part === undefined) return
  for (const key of wholeFieldOptions) checkApart(context, part, key)
}

/** A relationship has one source, a column or a constant, and one way from there to a record. */
export function checkRelationshipRule(context: RuleContext): void {
  checkMissing(context)
  checkApart(context, 'find', 'import')
  if (findsBySeveral(context.value)) {
    for (const key of ownSourceKeys) checkNoSource(context, key)
    return
  }
  checkOneSource(
    context,
    [['column'], ['first_of'], ['template'], ['value']],
    'where the related record comes from: add "column" or "value"',
  )
  checkApart(context, 'lower', 'upper')
  for (const key of [...cellOptions, 'split', 'import']) checkApart(context, 'value', key)
}

/** Only a record that is created takes fields. */
export function checkFind(context: RuleContext): void {
  if (!('fields' in context.value) || ('missing' in context.value && context.value.missing === 'create')) return
  const message = '"fields" are those of a record to be created: say missing: create, or remove them'
  context.issues.push({ code: 'custom', input: context.value, path: ['fields'], message })
}

/** A condition asks one thing of its column. */
export function checkCondition(context: RuleContext): void {
  const [first, ...others] = ['is', 'in', 'not_in', 'blank', 'matches'].filter(key => key in context.value)
  for (const other of others) checkApart(context, first ?? '', other)
}

/** Whether a relationship is found by several fields, each with a rule of its own. */
function findsBySeveral(rule: object): boolean {
  const find: unknown = 'find' in rule ? rule.find : null
  return typeof find === 'object' && find !== null && 'by' in find && find.by instanceof Map
}

function checkNoSource(context: RuleContext, key: string): void {
  if (!(key in context.value)) return
  const message = `"${key}" has no place beside a find by several fields, which have rules of their own: remove it`
  context.issues.push({ code: 'custom', input: context.value, path: [key], message })
}

function checkMissing(context: RuleContext): void {
  if (!('missing' in context.value) || 'import' in context.value) return
  const advice = 'find' in context.value ? 'move it into "find"' : 'it goes with "find" or "import"'
  const message = `"missing" says what to do when a look-up finds nothing: ${advice}`
  context.issues.push({ code: 'custom', input: context.value, path: ['missing'], message })
}

function checkOnError(context: RuleContext, families: readonly (readonly string[])[]): void {
  if (!('on_error' in context.value) || context.value.on_error !== 'default' || 'default' in context.value) return
  const hasParts = families.flat().some(name => name in context.value)
  const message = hasParts
    ? 'a field made of parts has no default: give the parts "on_error", or use "omit"'
    : '"on_error: default" needs a "default"'
  context.issues.push({ code: 'custom', input: context.value, path: ['on_error'], message })
}

function checkOneSource(context: RuleContext, families: readonly (readonly string[])[], missing: string): void {
  const present = families.map(family => family.find(key => key in context.value)).filter(key => key !== undefined)
  const [first, ...others] = present
  if (first === undefined) {
    // An unknown key was reported: most likely it is the source, misspelt.
    if (context.issues.length > 0) return
    context.issues.push({ code: 'custom', input: context.value, path: [], message: `the rule does not say ${missing}` })
    return
  }
  for (const other of others) checkApart(context, first, other)
}

function checkApart(context: RuleContext, first: string, second: string): void {
  if (!(first in context.value && second in context.value)) return
  const message = `"${first}" and "${second}" exclude each other here: remove one of them`
  context.issues.push({ code: 'custom', input: context.value, path: [second], message })
}
