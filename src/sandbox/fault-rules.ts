import { SandboxError } from './errors.ts'
import type { Fault } from './faults.ts'
import { isPlainObject, type PlainObject } from './json-body.ts'
import { categories } from './rate-limit.ts'

type Check = (value: unknown) => boolean

const isString: Check = value => typeof value === 'string'
const isCount: Check = value => Number.isSafeInteger(value) && Number(value) >= 1
const isDuration: Check = value => typeof value === 'number' && value >= 0 && value <= 86_400_000
const isStatus: Check = value => Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599
const isHeaders =
  (isValue: Check): Check =>
  value =>
    isPlainObject(value) && Object.values(value).every(isValue)

const madeUpAnswer: Readonly<Record<string, Check>> = {
  status: isStatus,
  body: () => true,
  retryAfter: value => isString(value) || Number.isFinite(value),
  headers: isHeaders(isString),
}

/** Members of each kind of fault beside `kind`, `match`, `times` and `lastsMs`; those in `required` must be there. */
const kinds: ReadonlyMap<string, { readonly members: Readonly<Record<string, Check>>; readonly required: string[] }> =
  new Map(
    Object.entries({
      status: { members: madeUpAnswer, required: ['status'] },
      'error-after': { members: madeUpAnswer, required: [] },
      delay: { members: { ms: isDuration }, required: ['ms'] },
      'commit-late': { members: { ms: isDuration }, required: ['ms'] },
      refuse: { members: { ms: isDuration }, required: ['ms'] },
      redirect: { members: { location: isString, status: isStatus }, required: [] },
      'echo-key': { members: { status: isStatus }, required: [] },
      'huge-body': { members: { bytes: isCount }, required: [] },
      'wrong-id': { members: { id: () => true }, required: [] },
      headers: { members: { set: isHeaders(value => value === null || isString(value)) }, required: ['set'] },
      'reset-before': { members: {}, required: [] },
      'reset-after': { members: {}, required: [] },
      hang: { members: {}, required: [] },
      'hang-after': { members: {}, required: [] },
      drip: { members: {}, required: [] },
      'drip-headers': { members: {}, required: [] },
      gzip: { members: {}, required: [] },
      'bad-utf8': { members: {}, required: [] },
      html: { members: {}, required: [] },
      'cut-json': { members: {}, required: [] },
      'no-id': { members: {}, required: [] },
      conflict: { members: {}, required: [] },
    }),
  )

/** Every kind of fault there is. */
export const faultKinds: readonly string[] = [...kinds.keys()]

const matchMembers: Readonly<Record<string, Check>> = {
  method: isString,
  path: isString,
  body: isString,
  category: value => categories.some(category => category === value),
  nth: value =>
    isPlainObject(value) &&
    Object.keys(value).length === 1 &&
    Object.entries(value).every(([name, count]) => ['first', 'from', 'every', 'at'].includes(name) && isCount(count)),
  probability: value => typeof value === 'number' && value >= 0 && value <= 1,
}

/** Reads faults that came as JSON, one or an array of them. Throws `SandboxError` `bad_fault` with every problem. */
export function parseFaults(value: unknown): Fault[] {
  const rules: readonly unknown[] = Array.isArray(value) ? value : [value]
  const problems = rules.flatMap((rule, index) => problemsOf(rule).map(problem => `fault ${index + 1}: ${problem}`))
  if (problems.length > 0) throw new SandboxError('bad_fault', problems.join('\n'))
  return rules as Fault[]
}

function problemsOf(rule: unknown): string[] {
  if (!isPlainObject(rule)) return ['must be an object']
  const { kind, match, times, lastsMs, ...members } = rule
  const known = kinds.get(String(kind))
  if (known === undefined) return [`kind must be one of ${faultKinds.join(', ')}`]
  return [
    ...known.required.filter(name => !(name in members)).map(name => `${name} is required for kind ${kind}`),
    ...memberProblems(members, known.members, ''),
    ...(times === undefined || isCount(times) ? [] : ['times is not valid']),
    ...(lastsMs === undefined || isDuration(lastsMs) ? [] : ['lastsMs is not valid']),
    ...matchProblems(match),
  ]
}

function matchProblems(match: unknown): string[] {
  if (match === undefined) return []
  return isPlainObject(match) ? memberProblems(match, matchMembers, 'match.') : ['match must be an object']
}

function memberProblems(members: PlainObject, checks: Readonly<Record<string, Check>>, prefix: string): string[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined
    if (check === undefined) return [`${prefix}${name} is not known`]
    return check(value) ? [] : [`${prefix}${name} is not valid`]
  })
}
