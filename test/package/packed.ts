import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))

/** The package as it would be published. */
export interface Packed {
  readonly tarball: string
  /** Its files, with `/` on every system. */
  readonly files: readonly string[]
  readonly bytes: number
  /** A folder of somebody who has installed it, and nothing else. */
  readonly project: string
}

/** What goes into a package beside what is built. */
const sources = ['bin', 'man', 'schema', 'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']

/**
 * Builds and packs the project as it stands, in a folder of its own: what an earlier build has left in dist would go
 * unnoticed. What it depends on is not installed but linked to, so that no registry is needed.
 */
export function packProject(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'lightfield-import-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const source = join(folder, 'source')
  for (const name of sources) cpSync(join(root, name), join(source, name), { recursive: true })
  // Types are checked elsewhere; here it is about what comes out.
  npx(['tsc', '--project', join(root, 'tsconfig.build.json'), '--noCheck', '--outDir', join(source, 'dist')], root)
  const told = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], source)
  const [pack] = JSON.parse(told) as [{ filename: string; size: number; files: { path: string }[] }]
  const tarball = join(folder, pack.filename)
  return { tarball, files: pack.files.map(({ path }) => path), bytes: pack.size, project: install(folder, tarball) }
}

/** Runs a program and gives what it prints. */
export function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs a tool of the project. */
export function npx([tool, ...args]: readonly [string, ...string[]], cwd: string): string {
  return run(process.execPath, [join(root, 'node_modules', '.bin', tool), ...args], cwd)
}

function install(folder: string, tarball: string): string {
  const project = join(folder, 'project')
  const modules = join(project, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.') && name !== 'lightfield-import') {
      symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction')
    }
  }
  run('tar', ['-xzf', tarball, '-C', folder], folder)
  cpSync(join(folder, 'package'), join(modules, 'lightfield-import'), { recursive: true })
  symlinkSync('../lightfield-import/bin/lightfield-import.cjs', join(modules, '.bin', 'lightfield-import'))
  return project
}
