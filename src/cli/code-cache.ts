import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { enableCompileCache, getCompileCacheDir } from 'node:module'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

/** What decides where caches are. */
export interface CacheEnvironment {
  readonly XDG_CACHE_HOME?: string | undefined
  readonly LOCALAPPDATA?: string | undefined
  readonly NODE_DISABLE_COMPILE_CACHE?: string | undefined
}

/**
 * Has Node keep the code of what is loaded from now on as it was compiled, for the next call: a fifth of what a command
 * takes to start. It goes to a folder among the user's caches that is closed to everybody else, since whatever stands
 * there is run. Where there can be none, as on a disk that is read-only, nothing is kept and nobody told. What the
 * environment says of Node's own cache (`NODE_COMPILE_CACHE`, `NODE_DISABLE_COMPILE_CACHE`) comes first.
 */
export function keepCompiledCode(environment: CacheEnvironment): void {
  if (getCompileCacheDir() !== undefined || environment.NODE_DISABLE_COMPILE_CACHE) return
  const folder = ownFolder(environment)
  if (folder !== null) enableCompileCache(folder)
}

/** Null where it cannot be made, or is not the user's alone. */
function ownFolder(environment: CacheEnvironment): string | null {
  try {
    const caches = cachesFolder(environment)
    if (caches === null) return null
    const own = join(caches, 'lightfield-import')
    // A home that is not there is left alone: whoever runs this is not to have one.
    for (const folder of [caches, own]) {
      if (existsSync(folder)) continue
      if (!isOutOfReach(realpathSync(dirname(folder)))) return null
      mkdirSync(folder, { mode: 0o700 })
    }
    const path = realpathSync(own)
    return isClosed(path) && isOutOfReach(path) ? path : null
  } catch {
    return null
  }
}

function cachesFolder({ XDG_CACHE_HOME: named = '', LOCALAPPDATA: local }: CacheEnvironment): string | null {
  if (process.platform === 'win32') return local ?? null
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  // One that is relative is to be passed over, says the specification of these folders.
  return isAbsolute(named) ? named : join(homedir(), '.cache')
}

/** Whether only its owner may look into it. Node makes folders in it as the umask has it. */
function isClosed(folder: string): boolean {
  return userId === undefined || (statSync(folder).mode & 0o077) === 0
}

/** Whether nobody but the user and the system's own can put another folder in its place, or in that of one above it. */
function isOutOfReach(folder: string): boolean {
  // Windows has other permissions: its folder of local data is each user's own.
  if (userId === undefined) return true
  const { mode, uid } = statSync(folder)
  const isShared = (mode & 0o022) !== 0
  // Where this bit is set, everybody may add, and nobody move what is another's: /tmp.
  const keepsOwners = (mode & 0o1000) !== 0
  if ((uid !== userId && uid !== 0) || (isShared && !keepsOwners)) return false
  return folder === dirname(folder) || isOutOfReach(dirname(folder))
}

const userId = process.getuid?.()
