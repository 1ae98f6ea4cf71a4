import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../temporary.ts'

const main = new URL('../../src/cli/main.ts', import.meta.url).href
const program = `import { main } from '${main}'; await main(process.argv.slice(1), { keepsCode: true })`

interface Home {
  readonly path: string
  /** Where the compiled code is to be. */
  readonly code: string
  /** What the installed program says and ends with, when whoever lives here calls it. */
  call(args?: readonly string[], environment?: Readonly<Record<string, string>>): string
}

function makeHome(): Home {
  const path = temporaryFolder()
  return {
    path,
    code: join(path, '.cache', 'lightfield-import'),
    call(args = ['status', '--ledger', join(path, 'none.db')], environment = {}) {
      const words = ['--input-type=module', '--eval', program, '--', ...args]
      const ended = spawnSync(process.execPath, words, { env: { HOME: path, ...environment }, encoding: 'utf8' })
      return `${ended.stdout}${ended.stderr}${ended.status}`
    },
  }
}

/** Files kept for later calls: there are folders by version of Node. */
function kept(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap(entry =>
    entry.isFile() ? [entry.name] : [],
  )
}

function closedFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
}

// Elsewhere caches have another place, and permissions another form.
describe.skipIf(process.platform !== 'linux')('compiled code', () => {
  test('is kept in a folder of its own that is closed to others, and used by the next call', () => {
    const home = makeHome()
    const told = home.call()
    expect(told).toContain('There is no ledger')
    const files = kept(home.code)
    expect(files.length).toBeGreaterThan(50)
    expect(statSync(home.code).mode & 0o777).toBe(0o700)
    expect(home.call()).toBe(told)
    expect(kept(home.code)).toEqual(files)
  })

  test('goes where XDG_CACHE_HOME says, if that is a whole path', () => {
    const home = makeHome()
    home.call(undefined, { XDG_CACHE_HOME: join(home.path, 'caches') })
    expect(kept(join(home.path, 'caches', 'lightfield-import'))).not.toEqual([])
    expect(existsSync(home.code)).toBe(false)
    home.call(undefined, { XDG_CACHE_HOME: 'caches' })
    expect(kept(home.code)).not.toEqual([])
  })

  test.each([['--version'], ['--help']])('is not kept for %s, which is to be there at once', option => {
    const home = makeHome()
    home.call([option])
    expect(existsSync(home.code)).toBe(false)
  })

  test('is not kept where the environment forbids it', () => {
    const home = makeHome()
    home.call(undefined, { NODE_DISABLE_COMPILE_CACHE: '1' })
    expect(existsSync(home.code)).toBe(false)
  })

  test('goes where the environment has Node keep it anyway', () => {
    const home = makeHome()
    home.call(undefined, { NODE_COMPILE_CACHE: join(home.path, 'elsewhere') })
    expect(existsSync(home.code)).toBe(false)
    expect(kept(join(home.path, 'elsewhere'))).not.toEqual([])
  })

  test('is not kept where others could put a folder of theirs in its place', () => {
    const home = makeHome()
    chmodSync(home.path, 0o777)
    home.call()
    expect(existsSync(home.code)).toBe(false)
  })

  test.each(['755', '770'])('is not kept in a folder of mode %s, which others can look into', mode => {
    const home = makeHome()
    closedFolder(home.code)
    chmodSync(home.code, Number.parseInt(mode, 8))
    home.call()
    expect(kept(home.code)).toEqual([])
  })

  test('is not kept behind a link to where others could write', () => {
    const [home, shared] = [makeHome(), temporaryFolder()]
    closedFolder(join(home.path, '.cache'))
    closedFolder(join(shared, 'code'))
    chmodSync(shared, 0o777)
    symlinkSync(join(shared, 'code'), home.code)
    home.call()
    expect(kept(join(shared, 'code'))).toEqual([])
  })

  test('is not kept, and nobody told, where there can be no folder', () => {
    const home = makeHome()
    const told = home.call(undefined, { NODE_DISABLE_COMPILE_CACHE: '1' })
    writeFileSync(join(home.path, '.cache'), 'no folder')
    expect(home.call()).toBe(told)
    expect(home.call(undefined, { HOME: '/dev/null/nobody' })).toBe(told)
    expect(home.call(undefined, { HOME: join(home.path, 'not', 'there') })).toBe(told)
    expect(existsSync(join(home.path, 'not'))).toBe(false)
  })

  test.skipIf(process.getuid?.() === 0)('is not kept, and nobody told, where nothing can be written', () => {
    const home = makeHome()
    const told = home.call(undefined, { NODE_DISABLE_COMPILE_CACHE: '1' })
    closedFolder(home.code)
    chmodSync(home.code, 0o500)
    expect(home.call()).toBe(told)
    chmodSync(home.code, 0o700)
    expect(kept(home.code)).toEqual([])
  })
})
