import { findPackageJSON } from 'node:module'
import { version, versionIn } from './version.ts'

/** The packages that decide what comes of the bytes of a row, once there is a mapping. */
export const rowPackages = ['csv-parse', 'libphonenumber-js', 'luxon', 're2js'] as const

/**
 * Versions of this program and of the packages that rows go through: with others the same bytes may be another payload.
 * They are those that are installed, which a lock file of somebody else's may have made any. Null where they cannot be
 * told: the packages are no files.
 *
 * @param from URL of a module of this program
 */
export function rowVersions(from: string): readonly string[] | null {
  const versions = rowPackages.map(name => installedVersion(name, from))
  return versions.every(found => found !== null) ? [version, ...versions] : null
}

function installedVersion(name: string, from: string): string | null {
  try {
    const manifest = findPackageJSON(name, from)
    return manifest === undefined ? null : versionIn(manifest)
  } catch {
    // Not found, or found and not read: whoever imports it knows better where it is.
    return null
  }
}
