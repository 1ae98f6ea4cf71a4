import type { LookUp } from '../../model/payload.ts'
import type { Task } from '../task.ts'
import { pageSize } from './catalogue.ts'
import { HeldBack } from './held-back.ts'
import { lookUpForm, lookUpKey } from './look-up-key.ts'
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

/** Pages that are read in ten seconds at the rate of the documentation. */
const momentPages = 250
/** So few searches are not worth the request that counts the records. */
const fewValues = 2

interface Form {
  readonly lookUp: LookUp
  readonly values: Set<string>
  /** Distinct values when half of what may be held back had been read. */
  valuesAtHalf: number
  count: Promise<number | null> | null
  records: number | null
}

/**
 * Decides for each look-up between one search a distinct value and reading all the records, page by page, whichever
 * takes fewer requests. Rows wait here until enough of them have been read to know; then they pass as they come.
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

  function settle(form: Form, records: number | null, values: number, isEstimate: boolean): void {
    const { object, by } = form.lookUp
    forms.delete(lookUpForm(form.lookUp))
    settled.add(lookUpForm(form.lookUp))
    if (records === null) return
    const way = arePagesBetter(pagesOf(records), values) ? 'pages' : 'searches'
    if (way === 'pages') finder.prefetch(form.lookUp)
    decided({ object, by: by.map(({ key }) => key), way, values, isEstimate, records })
  }

  for await (const task of tasks) {
    const open = lookUpsOf(task).filter(({ lookUp }) => !finder.needsAll(lookUp) && !settled.has(lookUpForm(lookUp)))
    for (const { lookUp, values } of open) {
      const form = formOf(forms, lookUp)
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
        if ((await form.count) === null) settle(form, null, form.values.size, true)
      }
      if (form.records !== null && form.values.size > pagesOf(form.records)) {
        settle(form, form.records, form.values.size, true)
      }
    }
    if (heldBack.isFull) {
      for (const form of [...forms.values()]) {
        const records = await countOf(form, finder, signal)
        settle(form, records, expectedValues(form, heldBack, share()), true)
      }
    }
    if (forms.size > 0) continue
    yield* heldBack.take()
  }
  for (const form of [...forms.values()]) {
    if (form.values.size > fewValues) settle(form, await countOf(form, finder, signal), form.values.size, false)
  }
  yield* heldBack.take()
}

/**
 * Fewer requests are better. But searches go beside the writes, and pages before the first of them: where the pages take
 * longer than a moment, they must spare more than they cost.
 */
function arePagesBetter(pages: number, values: number): boolean {
  return pages <= momentPages ? pages < values : pages <= values / 2
}

/** Requests that reading all records takes. */
function pagesOf(records: number): number {
  return Math.max(Math.ceil(records / pageSize), 1)
}

function formOf(forms: Map<string, Form>, lookUp: LookUp): Form {
  const key = lookUpForm(lookUp)
  let form = forms.get(key)
  if (form === undefined) {
    form = { lookUp, values: new Set(), valuesAtHalf: 0, count: null, records: null }
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

/** What is to be searched for on behalf of a row. */
function lookUpsOf({
  draft,
  matched,
  plan,
}: Task): readonly { lookUp: LookUp; values: Parameters<typeof lookUpKey>[1] }[] {
  const named = [...draft.relationships.values()].flatMap(link =>
    link.kind === 'find' ? link.wanted.map(({ values }) => ({ lookUp: link.lookUp, values })) : [],
  )
  return matched !== null && plan.kind === 'create' ? [matched, ...named] : named
}
