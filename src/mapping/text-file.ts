import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { noWaiting } from '../model/private-file.ts'

/** The text of a file, or why it is none. */
export type TextFile =
  | { readonly text: string }
  | {
      /** `too_large` and `not_text` are about what is in it. */
      readonly fault: 'unreadable' | 'too_large' | 'not_text'
      /** In words that follow "cannot be read: ". */
      readonly reason: string
      readonly cause: unknown
    }

/**
 * Reads a UTF-8 file whole that a person has written or kept. No more than `maxBytes` are read, and nothing but a regular
 * file: a pipe could keep the program waiting and a device never end.
 */
export async function readTextFile(path: string, maxBytes: number): Promise<TextFile> {
  let bytes: Buffer
  try {
    // Without blocking: opening a pipe would wait for somebody to write to it.
    await using handle = await open(path, constants.O_RDONLY | noWaiting)
    const stats = await handle.stat()
    if (stats.isDirectory()) return unreadable('it is a directory')
    if (!stats.isFile()) return unreadable('it is a pipe or a device; write what it gives to a file, and name that')
    bytes = await readUpTo(handle, maxBytes + 1)
  } catch (cause) {
    return unreadable(systemReason(cause), cause)
  }
  if (bytes.length > maxBytes) return { fault: 'too_large', reason: 'it is too large', cause: undefined }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (cause) {
    return { fault: 'not_text', reason: 'it is not UTF-8 text', cause }
  }
}

async function readUpTo(handle: FileHandle, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  while (length < maxBytes) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(64 * 1024, maxBytes - length)))
    if (bytesRead === 0) break
    chunks.push(buffer.subarray(0, bytesRead))
    length += bytesRead
  }
  return Buffer.concat(chunks)
}

function unreadable(reason: string, cause?: unknown): TextFile {
  return { fault: 'unreadable', reason, cause }
}

function systemReason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES') return 'permission denied'
  return String(code ?? cause)
}
