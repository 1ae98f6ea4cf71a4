import type { ObjectModel } from './catalog.ts'
import { badRequest, failure } from './errors.ts'
import { type RecordFilter, readFilters } from './filters.ts'
import type { StoredRecord } from './records.ts'
import { listBody, type ResponseBody, recordBody } from './responses.ts'
import type { World } from './world.ts'

const maxPageSize = 25

/** Answers a retrieve from the current state; a trashed record is as good as none. */
export function retrieve(world: World, model: ObjectModel, id: string): ResponseBody {
  return recordBody(model, expectRecord(world, model, id))
}

/** A record that is there and not in the trash; throws the API's 404 otherwise. */
export function expectRecord(world: World, model: ObjectModel, id: string): StoredRecord {
  const record = world.records.find(model.type, id)
  if (record === undefined || record.trashedAt !== null) throw failure(404, `There is no ${model.type} of that id.`)
  return record
}

/** Answers a list from the search index, which lags behind. */
export function list(world: World, model: ObjectModel, query: URLSearchParams): ResponseBody {
  const { offset, limit } = readPage(query)
  const filters = readFilters(model, query)
  const nowMs = world.clock.now()
  const { page, totalCount } = selectPage(world.index.ofType(model.type, nowMs), filters, offset, limit)
  return listBody(model, page, totalCount)
}

/** Answers which records of a type a list holds, in the list's order. */
export function listMembers(
  world: World,
  listModel: ObjectModel,
  id: string,
  model: ObjectModel,
  query: URLSearchParams,
): ResponseBody {
  const { offset, limit } = readPage(query)
  const links = expectRecord(world, listModel, id).relationships.get(`$${model.collection}`)
  const records = (links?.toArray() ?? []).flatMap(memberId => {
    const record = world.records.find(model.type, memberId)
    return record === undefined || record.trashedAt !== null ? [] : [record]
  })
  const { page, totalCount } = selectPage(records, readFilters(model, query), offset, limit)
  return listBody(model, page, totalCount)
}

function selectPage(
  records: Iterable<StoredRecord>,
  filters: readonly RecordFilter[],
  offset: number,
  limit: number,
): { page: StoredRecord[]; totalCount: number } {
  const page: StoredRecord[] = []
  let totalCount = 0
  for (const record of records) {
    if (!filters.every(passes => passes(record))) continue
    if (totalCount >= offset && page.length < limit) page.push(record)
    totalCount += 1
  }
  return { page, totalCount }
}

function readPage(query: URLSearchParams): { offset: number; limit: number } {
  return {
    offset: readWholeNumber(query, 'offset', 0, 0, Number.MAX_SAFE_INTEGER),
    limit: readWholeNumber(query, 'limit', maxPageSize, 1, maxPageSize),
  }
}

function readWholeNumber(query: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const text = query.get(name)
  if (text === null || text === '') return fallback
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!(number >= min && number <= max)) {
    throw badRequest('invalid_type', `${name} must be a whole number from ${min} to ${max}.`, name)
  }
  return number
}
