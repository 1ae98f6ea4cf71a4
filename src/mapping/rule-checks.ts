import type { z } from 'zod'

/** Checks of the mapping language that a list of keys cannot express: which keys of a rule go together. */

type RuleContext = z.core.ParsePayload<object>

/** Options of a value that are said of the whole field, and so not beside the parts of an address or a name. */
const wholeFieldOptions = ['values', 'default', 'split', 'decimal', 'format', 'zone', 'region', 'clear'] as const

/** A field has one source: a column, a constant, a template, or one of the families of parts. */
export function checkFieldRule(context: RuleContext, families: readonly (readonly string[])[]): void {
  const parts = families.length > 0 ? ', "template" or parts such as "street"' : ' or "template"'
  checkOneSource(
    context,
    [['column'], ['value'], ['template'], ...families],
    `where the value comes from: add "column", "value"${parts}`,
  )
  for (const key of ['values', 'default', 'clear']) checkApart(context, 'value', key)
  const part = families.flat().find(name => name in context.value)
  if (part === undefined) return
  for (const key of wholeFieldOptions) checkApart(context, part, key)
}

/** A relationship has one source, a column or a constant, and one way from there to a record. */
export function checkRelationshipRule(context: RuleContext): void {
  checkOneSource(context, [['column'], ['value']], 'where the related record comes from: add "column" or "value"')
  checkApart(context, 'find', 'import')
  for (const key of ['values', 'default', 'split', 'import']) checkApart(context, 'value', key)
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
