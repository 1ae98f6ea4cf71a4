import { createHash, hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { ObjectDefinitions } from '../../model/definitions.ts'
import { canonicalJson } from '../../model/json.ts'
import type { PlanHashes } from './plan-header.ts'

/** Digests of all that a plan rests on. Reads the CSV and the mapping once, as they are stored. */
export async function planHashes(from: {
  readonly csv: string
  readonly mapping: string
  readonly own: ObjectDefinitions | null
  readonly related: ReadonlyMap<string, ObjectDefinitions>
}): Promise<PlanHashes> {
  return {
    file: await hashOfFile(from.csv),
    mapping: await hashOfFile(from.mapping),
    definitions: hash('sha256', canonicalJson([from.own, from.related]), 'hex'),
  }
}

async function hashOfFile(path: string): Promise<string> {
  const digest = createHash('sha256')
  await pipeline(createReadStream(path), digest)
  return digest.digest('hex')
}
