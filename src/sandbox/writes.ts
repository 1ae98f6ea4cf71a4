import type { ObjectModel } from './catalog.ts'
import { badRequest, failure } from './errors.ts'
import type { IdempotencyClaim } from './idempotency.ts'
import type { PlainObject } from './json-body.ts'
import { expectRecord } from './reads.ts'
import type { StoredRecord } from './records.ts'
import { checkUnique } from './unique-fields.ts'
import type { World } from './world.ts'
import { readCreatedFields, readUpdatedFields } from './written-fields.ts'
import { readCreatedRelationships, readUpdatedRelationships } from './written-relationships.ts'

/** Judges and carries out a create; throws the API's refusal. */
export function create(
  world: World,
  model: ObjectModel,
  body: PlainObject,
  claim: IdempotencyClaim | null,
): StoredRecord {
  const nowMs = world.clock.now()
  const record: StoredRecord = {
    id: world.records.nextId(model),
    type: model.type,
    createdAt: new Date(nowMs).toISOString(),
    updatedAt: null,
    trashedAt: null,
    fields: readCreatedFields(model, body['fields'], nowMs),
    relationships: readCreatedRelationships(model, body['relationships'], world.records),
  }
  return write(world, model, record, claim)
}

/** Judges and carries out an update of what is sent, leaving the rest; throws the API's refusal. */
export function update(
  world: World,
  model: ObjectModel,
  id: string,
  body: PlainObject,
  claim: IdempotencyClaim | null,
): StoredRecord {
  const current = expectRecord(world, model, id)
  const record: StoredRecord = {
    ...current,
    updatedAt: new Date(world.clock.now()).toISOString(),
    fields: readUpdatedFields(model, body['fields'], current.fields),
    relationships: readUpdatedRelationships(model, body['relationships'], current.relationships, world.records),
  }
  return write(world, model, record, claim)
}

/** Moves a record to the trash; one that is there already stays as it is. */
export function moveToTrash(world: World, model: ObjectModel, id: string): StoredRecord {
  const current = world.records.find(model.type, id)
  if (current === undefined || current.mergedInto !== undefined)
    throw failure(404, `There is no ${model.type} of that id.`)
  if (current.trashedAt !== null) return current
  return world.commit({ ...current, trashedAt: new Date(world.clock.now()).toISOString() }, null)
}

function write(world: World, model: ObjectModel, record: StoredRecord, claim: IdempotencyClaim | null): StoredRecord {
  if (model.form === 'list') checkListMembers(model, record)
  checkUnique(model, record, world.records)
  return world.commit(record, claim)
}

/** A list holds records of its own object type only. */
function checkListMembers(model: ObjectModel, record: StoredRecord): void {
  for (const [key, links] of record.relationships) {
    const held = `$${model.relationships.get(key)?.objectType}`
    if (links.length > 0 && held !== record.fields.get('$objectType')) {
      throw badRequest('invalid_configuration', `${key} does not go with the list's $objectType.`, key)
    }
  }
}
