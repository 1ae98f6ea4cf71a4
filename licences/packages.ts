import { readFileSync } from 'node:fs'

/** A package that an installation brings along, as package-lock.json has it. */
export interface Package {
  readonly name: string
  readonly version: string
  readonly licence: string
  /** Whether it comes with the program; the others are for working on it only. */
  readonly isRuntime: boolean
  readonly runsInstallScript: boolean
  /** Digest of what is downloaded; null where the lock file has none. */
  readonly integrity: string | null
  /** What it needs itself. */
  readonly needs: readonly string[]
}

/** Licences that ask for no more than to be named. */
export const permittedLicences: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT OR Apache-2.0',
  'Python-2.0',
])

/** Licences of tools, none of which is passed on: their terms are about changing and distributing them. */
export const permittedForDevelopment: ReadonlySet<string> = new Set(['MPL-2.0'])

/** Reads package-lock.json; the project itself is left out. */
export function readPackages(): readonly Package[] {
  const lock = readJson('package-lock.json') as { readonly packages: Readonly<Record<string, LockEntry>> }
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && entry.link !== true)
    .map(([path, entry]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version: entry.version ?? '',
      licence: entry.license ?? '',
      isRuntime: entry.dev !== true,
      runsInstallScript: entry.hasInstallScript === true,
      integrity: entry.integrity ?? null,
      needs: Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...requiredPeers(entry) }),
    }))
}

/** What a package wants to find beside it, and cannot do without. */
function requiredPeers({ peerDependencies = {}, peerDependenciesMeta = {} }: LockEntry) {
  return Object.fromEntries(
    Object.entries(peerDependencies).filter(([name]) => peerDependenciesMeta[name]?.optional !== true),
  )
}

/** Packages that package.json lets run a script when they are installed. */
export function allowedScripts(): readonly string[] {
  const { allowScripts = {} } = readJson('package.json') as Manifest
  return Object.keys(allowScripts).filter(name => allowScripts[name] === true)
}

/** Packages that package.json names itself. */
export function directDependencies(): readonly string[] {
  const { dependencies = {}, devDependencies = {} } = readJson('package.json') as Manifest
  return Object.keys({ ...dependencies, ...devDependencies }).filter(name => name !== 'lightfield-import')
}

interface LockEntry {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly integrity?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

interface Manifest {
  readonly allowScripts?: Readonly<Record<string, boolean>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'))
}
