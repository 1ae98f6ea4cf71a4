import { scopesOf } from '../../library/definitions-source.ts'
import type { KeyInfo } from '../../lightfield/workspace-answers.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import { type Check, failed, ok, warning } from './check.ts'

/** What a key may do and, where there is a mapping, whether that is enough for it. */
export function checkScopes({ scopes }: KeyInfo, mapping: Mapping | null): Check {
  // Source: the "Scopes" page of the API's documentation.
  if (scopes.length === 0) return ok('scopes', 'everything')
  const found = scopesText(scopes)
  const missing = mapping === null ? [] : scopesOf(mapping).filter(scope => scope !== null && !scopes.includes(scope))
  if (mapping !== null && missing.length > 0) {
    return failed(
      'scopes',
      `${mapping.file} needs ${missing.join(', ')} as well; the key has ${found}`,
      'Let an admin of the workspace make a key that has them.',
    )
  }
  if (!scopes.some(scope => scope.endsWith(':create'))) {
    return warning(
      'scopes',
      `${found}: nothing can be created`,
      'Let an admin of the workspace make a key for imports.',
    )
  }
  return ok('scopes', mapping === null ? found : `${found}: all that ${mapping.file} needs`)
}

/** `accounts create read, contacts read`. */
function scopesText(scopes: readonly string[]): string {
  const byObject = Map.groupBy(scopes, scope => scope.split(':', 1)[0] ?? scope)
  return [...byObject]
    .map(([object, ofIt]) => [object, ...ofIt.map(scope => scope.slice(object.length + 1))].join(' ').trim())
    .join(', ')
}
