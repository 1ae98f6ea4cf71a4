import type { LookUp } from '../../model/payload.ts'
import type { Task } from '../task.ts'
import { pageSize } from './catalogue.ts'
import { HeldBack } from './held-back.ts'
import { lookUpForm, lookUpKey } from './look-up-key.ts'
import { arePagesBetter } from './pages-or-searches.ts'
import type { RecordFinder } from './record-finder.ts'

/** How the records of one look-up are found, and why. */
export interface LookUpDecision {
  readonly object: string
  /** Keys of the fields that are looked up by. */
  readonly by: readonly string[]
  readonly way: 'searches' | 'pages'
  /** Distinct values to find; an estimate where the source was not read to its end before deciding. */
  readonly values: number
  readonly isEstimate: boolean
  /** Records of the type that there are. */
  readonly records: number
}

/** So few searches are not worth the request that counts the records. */
const fewValues = 2

interface Form {
  readonly lookUp: LookUp
  /** Whether rows are matched by it. */
  isMatch: boolean
  readonly values: Set<string>
  /** Distinct values when half of what may be held back had been read. */
  valuesAtHalf: number
  count: Promise<number | null> | null
  records: number | null
}

/**
 * Decides for each look-up between one search a distinct value and reading all the records, page by page
 * (`arePagesBetter`). Rows wait here until enough of them have been read to know; then they pass as they come.
 *
 * @param share how much of the source has been read, from 0 to 1; null where that is not known
 * @param decided told of each decision
 */
export async function* withPlannedLookUps(
  tasks: AsyncGenerator<Task>,
  finder: RecordFinder,
  share: () => number | null,
  decided: (decision: LookUpDecision) => void,
  signal: AbortSignal,
): AsyncGenerator<Task> {
  const forms = new Map<string, Form>()
  const settled = new Set<string>()
  const heldBack = new HeldBack<Task>()
  /** Searches of the look-ups that are decided on. */
  let searches = 0

  function settle(form: Form, records: number | null, way: LookUpDecision['way'], values: number, isEstimate: boolean) {
    const { object, by } = form.lookUp
    forms.delete(lookUpForm(form.lookUp))
    settled.add(lookUpForm(form.lookUp))
    if (way === 'pages') finder.prefetch(form.lookUp)
    else searches += values
    if (records !== null) decided({ object, by: by.map(({ key }) => key), way, values, isEstimate, records })
  }

  /** Decides on all that is open, by what is known of the source. */
  async function settleAll(readShare: number | null, isEstimate: boolean): Promise<void> {
    const rows = Math.round(heldBack.rows / (readShare || 1))
    const open = [...forms.values()].map(form => ({ form, values: expectedValues(form, heldBack, readShare) }))
    let left = open.reduce((sum, { values }) => sum + values, 0)
    // What rows are matched by comes first, for it takes a search a row or none.
    for (const { form, values } of open.toSorted((a, b) => Number(b.form.isMatch) - Number(a.form.isMatch))) {
      left -= values
      const records = await countOf(form, finder, signal)
      const pages = records === null ? Number.POSITIVE_INFINITY : pagesOf(records)
      const way = arePagesBetter({ pages, values, isMatch: form.isMatch }, rows, searches + left) ? 'pages' : 'searches'
      settle(form, records, way, values, isEstimate)
    }
  }

  for await (const task of tasks) {
    const open = lookUpsOf(task).filter(({ lookUp }) => !finder.needsAll(lookUp) && !settled.has(lookUpForm(lookUp)))
    for (const { lookUp, values, isMatch } of open) {
      const form = formOf(forms, lookUp)
      form.isMatch ||= isMatch
      form.values.add(lookUpKey(lookUp, values))
      if (form.values.size > fewValues && form.count === null) {
        form.count = finder.count(lookUp.object, signal).then(records => {
          form.records = records
          return records
        })
        // Whoever awaits it hears of a failure; until then it is not unhandled.
        form.count.catch(() => undefined)
      }
    }
    if (forms.size === 0) {
      yield task
      continue
    }
    const isHalf = heldBack.add(task)
    for (const form of [...forms.values()]) {
      if (isHalf) form.valuesAtHalf = form.values.size
      // Rows come faster than an answer may: the reading waits for it.
      if (heldBack.isWorthWaiting && form.count !== null && form.records === null) {
        if ((await form.count) === null) settle(form, null, 'searches', form.values.size, true)
      }
      const { records, values, isMatch } = form
      const work = { pages: pagesOf(records ?? Number.POSITIVE_INFINITY), values: values.size, isMatch }
      if (arePagesBetter(work, heldBack.rows, 0)) settle(form, records, 'pages', values.size, true)
    }
    if (heldBack.isFull) await settleAll(share(), true)
    if (forms.size > 0) continue
    yield* heldBack.take()
  }
  for (const [key, form] of [...forms]) if (form.values.size <= fewValues) forms.delete(key)
  await settleAll(1, false)
  yield* heldBack.take()
}

/** Requests that reading all records takes. */
function pagesOf(records: number): number {
  return Math.max(Math.ceil(records / pageSize), 1)
}

function formOf(forms: Map<string, Form>, lookUp: LookUp): Form {
  const key = lookUpForm(lookUp)
  let form = forms.get(key)
  if (form === undefined) {
    form = { lookUp, isMatch: false, values: new Set(), valuesAtHalf: 0, count: null, records: null }
    forms.set(key, form)
  }
  return form
}

function countOf(form: Form, finder: RecordFinder, signal: AbortSignal): Promise<number | null> {
  return form.count ?? finder.count(form.lookUp.object, signal)
}

/** New values go on coming as they did in the second half of what was read. */
function expectedValues(
  { values, valuesAtHalf }: Form,
  { rows, rowsAtHalf }: HeldBack<Task>,
  share: number | null,
): number {
  // One row may have been all that there was room for.
  if (share === null || share <= 0 || rows === rowsAtHalf) return values.size
  const newPerRow = (values.size - valuesAtHalf) / (rows - rowsAtHalf)
  return Math.round(values.size + newPerRow * (rows / share - rows))
}

interface Sought {
  readonly lookUp: LookUp
  readonly values: Parameters<typeof lookUpKey>[1]
  readonly isMatch: boolean
}

/** What is to be searched for on behalf of a row. */
function lookUpsOf({ draft, matched, plan }: Task): readonly Sought[] {
  const named = [...draft.relationships.values()].flatMap(link =>
    link.kind === 'find' ? link.wanted.map(({ values }) => ({ lookUp: link.lookUp, values, isMatch: false })) : [],
  )
  return matched !== null && plan.kind === 'create' ? [{ ...matched, isMatch: true }, ...named] : named
}
