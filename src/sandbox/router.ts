import type { Catalog, ObjectModel } from './catalog.ts'
import type { Category } from './rate-limit.ts'

/** What a request asks for, once its method and path are understood. */
export type Route =
  | { readonly kind: 'validate-key' }
  | { readonly kind: 'custom-objects' }
  | { readonly kind: 'definitions'; readonly model: ObjectModel }
  | { readonly kind: 'list'; readonly model: ObjectModel }
  | { readonly kind: 'retrieve' | 'delete'; readonly model: ObjectModel; readonly id: string }
  | WriteRoute
  | { readonly kind: 'list-members'; readonly listModel: ObjectModel; readonly id: string; readonly model: ObjectModel }

/** The requests that carry a body and may carry an idempotency key. */
export type WriteRoute =
  | { readonly kind: 'create'; readonly model: ObjectModel }
  | { readonly kind: 'update'; readonly model: ObjectModel; readonly id: string }

/** Finds what a method and a path (without its query) mean; null where the API has nothing there. */
export function findRoute(catalog: Catalog, method: string, path: string): Route | null {
  const [root, version, ...segments] = path.split('/')
  if (root !== '' || version !== 'v1') return null
  const [first, second] = segments
  if (first === 'auth') return method === 'GET' && second === 'validate' ? { kind: 'validate-key' } : null
  if (first === 'objects') return findCustomObject(catalog, method, segments.slice(1))
  const model = catalog.collections.get(first ?? '')
  if (model === undefined) return null
  return findStandardObject(catalog, model, method, segments.slice(1))
}

/** The rate-limit category of a request; an unknown path counts by its method. */
export function categoryOf(route: Route | null, method: string): Category {
  switch (route?.kind) {
    case 'create':
    case 'update':
    case 'delete':
      return 'write'
    case 'list':
    case 'list-members':
      return 'search'
    case undefined:
      return method === 'GET' || method === 'HEAD' ? 'read' : 'write'
    default:
      return 'read'
  }
}

/** The scopes that a request needs; none for custom objects, whose scopes are not documented. */
export function scopesOf(route: Route): readonly string[] {
  switch (route.kind) {
    case 'validate-key':
    case 'custom-objects':
      return []
    case 'create':
    case 'update':
    case 'delete':
      return scope(route.model, route.kind)
    case 'definitions':
    case 'list':
    case 'retrieve':
      return scope(route.model, 'read')
    case 'list-members':
      return [...scope(route.listModel, 'read'), ...scope(route.model, 'read')]
  }
}

function scope(model: ObjectModel, right: string): readonly string[] {
  return model.isCustom ? [] : [`${model.collection}:${right}`]
}

function findStandardObject(
  catalog: Catalog,
  model: ObjectModel,
  method: string,
  segments: readonly string[],
): Route | null {
  const [id, members, ...others] = segments
  if (others.length > 0) return null
  if (id === undefined) return collectionRoute(model, method)
  if (members !== undefined) {
    const memberModel = catalog.collections.get(members)
    const isHeld = model.relationships.has(`$${members}`)
    if (model.form !== 'list' || method !== 'GET' || memberModel === undefined || !isHeld) return null
    return { kind: 'list-members', listModel: model, id, model: memberModel }
  }
  if (id === 'definitions' && model.hasDefinitions) return method === 'GET' ? { kind: 'definitions', model } : null
  return recordRoute(model, method, id)
}

function findCustomObject(catalog: Catalog, method: string, segments: readonly string[]): Route | null {
  const [slug, part, id, ...others] = segments
  if (slug === undefined) return method === 'GET' ? { kind: 'custom-objects' } : null
  const model = catalog.customObjects.get(decodeSegment(slug))
  if (model === undefined || others.length > 0) return null
  if (part === undefined) return method === 'GET' ? { kind: 'list', model } : null
  if (part === 'definitions' && id === undefined) return method === 'GET' ? { kind: 'definitions', model } : null
  if (part !== 'values') return null
  if (id === undefined) return method === 'POST' ? { kind: 'create', model } : null
  return recordRoute(model, method, id)
}

function collectionRoute(model: ObjectModel, method: string): Route | null {
  if (method === 'GET') return { kind: 'list', model }
  return method === 'POST' && model.isWritable ? { kind: 'create', model } : null
}

function recordRoute(model: ObjectModel, method: string, rawId: string): Route | null {
  const id = decodeSegment(rawId)
  if (method === 'GET') return { kind: 'retrieve', model, id }
  if (!model.isWritable) return null
  if (method === 'POST') return { kind: 'update', model, id }
  return method === 'DELETE' ? { kind: 'delete', model, id } : null
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
