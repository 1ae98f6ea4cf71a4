import { SandboxError } from './errors.ts'
import { isPlainObject, type PlainObject } from './json-body.ts'
import type { Settings } from './options.ts'
import { categories, limitModels } from './rate-limit.ts'

type Check = (value: unknown) => boolean

const isNumber: Check = value => typeof value === 'number'
const isByCategory: Check = value =>
  isPlainObject(value) &&
  Object.entries(value).every(([name, amount]) => categories.some(category => category === name) && isNumber(amount))

/** What each setting looks like as JSON; whether its numbers make sense is checked with all options. */
const forms: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['limits', isByCategory],
  ['otherTraffic', isByCategory],
  ['limitModel', value => limitModels.some(model => model === value)],
  ['latencyMs', value => isNumber(value) || (isPlainObject(value) && isNumber(value['min']) && isNumber(value['max']))],
  ['maxInFlight', isNumber],
])

/** Names of what can be changed while the sandbox runs. */
export const settingNames: readonly string[] = [...forms.keys()]

/** Reads settings that came as JSON. Throws `SandboxError` `bad_option` with the name of each that cannot be read. */
export function parseSettings(body: PlainObject): Settings {
  const unreadable = Object.entries(body).filter(([name, value]) => forms.get(name)?.(value) !== true)
  if (unreadable.length === 0) return body
  throw new SandboxError('bad_option', unreadable.map(([name]) => `${name} cannot be read`).join('\n'))
}
