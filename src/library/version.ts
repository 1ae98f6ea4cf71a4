import { readFileSync } from 'node:fs'

/** The package's version, from the one place that holds it. */
export const version: string = versionIn(new URL('../../package.json', import.meta.url)) ?? '0.0.0'

/** The version that a `package.json` states; null where it states none. */
export function versionIn(manifestFile: string | URL): string | null {
  const manifest: unknown = JSON.parse(readFileSync(manifestFile, 'utf8'))
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return isManifest ? String(manifest.version) : null
}
