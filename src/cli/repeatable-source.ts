import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { mkdtemp, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { InputError } from '../errors.ts'
import { fileFailure } from '../report/file-failure.ts'

/** A CSV that can be read from its beginning any number of times. */
export interface RepeatableSource extends AsyncDisposable {
  readonly path: string
}

/**
 * A CSV, to be read once or more often. For the latter, standard input (`-`) or a pipe is copied first, to a file that
 * only its owner can read and that is gone when this is disposed of, or the process ends before.
 *
 * @throws InputError `input_not_copied`
 * @throws the signal's reason where it is aborted
 */
export async function openRepeatableSource(
  csv: string,
  { isReadOnce }: { readonly isReadOnce: boolean },
  signal: AbortSignal,
): Promise<RepeatableSource> {
  const stream = isReadOnce ? null : await streamOf(csv)
  return stream === null ? { path: csv, [Symbol.asyncDispose]: async () => undefined } : copyOf(stream, signal)
}

/** Null for what can be read again, and for what cannot be read at all, which whoever reads it tells. */
async function streamOf(csv: string): Promise<Readable | null> {
  if (csv === '-') return process.stdin
  const stats = await stat(csv).catch(() => null)
  return stats === null || stats.isFile() || stats.isDirectory() ? null : createReadStream(csv)
}

async function copyOf(stream: Readable, signal: AbortSignal): Promise<RepeatableSource> {
  let folder: string | null = null
  const remove = (): void => {
    process.off('exit', remove)
    if (folder !== null) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  // A second interrupt ends the process at once, whoever still holds the file.
  process.on('exit', remove)
  try {
    folder = await mkdtemp(join(tmpdir(), 'lightfield-import-'))
    const path = join(folder, 'standard-input')
    await pipeline(stream, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal })
    return { path, [Symbol.asyncDispose]: async () => remove() }
  } catch (cause) {
    remove()
    signal.throwIfAborted()
    throw new InputError('input_not_copied', `Standard input cannot be copied to a file: ${fileFailure(cause)}.`, {
      cause,
      hint: 'It has to be read twice for --guard. Name a folder with room for it in TMPDIR (on Windows TEMP), or give a file.',
    })
  }
}
