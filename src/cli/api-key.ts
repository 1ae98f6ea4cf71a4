import { open } from 'node:fs/promises'
import { InputError } from '../errors.ts'
import { fileFailure } from '../report/file-failure.ts'
import { hideKeys } from './hide-keys.ts'

/** Longest content of a key file that is read: a device may have no end. */
const maxKeyBytes = 4 * 1024

/** What anybody but the owner may do with a file, of its mode. */
const othersBits = 0o077

/**
 * The API key, from a file or from the environment: never from an argument, which every user of the machine can see.
 *
 * @param warn told where others can read the file
 * @throws InputError `api_key_missing`, `api_key_invalid`, `api_key_unreadable`
 */
export async function readApiKey(
  file: string | undefined,
  fromEnvironment: string | undefined,
  warn: (message: string) => void,
): Promise<string> {
  const key = file === undefined ? (fromEnvironment ?? '').trim() : await readKeyFile(file, warn)
  if (key === '') {
    const message = file === undefined ? 'There is no API key.' : `The key file ${file} is empty.`
    throw new InputError('api_key_missing', message, {
      hint: 'Set LIGHTFIELD_API_KEY, or name a file that holds the key with --api-key-file FILE.',
    })
  }
  const oddity = oddityOf(key)
  if (/^[\x21-\x7e]+$/.test(key)) {
    // A proxy of the user's own may want just that.
    if (oddity !== null) warn(`The API key looks like ${oddity}.`)
    return key
  }
  const message = 'The API key holds characters that no key has, such as a space or a line break.'
  const advice = 'Copy it again: it begins with sk_lf_ and is one word.'
  throw new InputError('api_key_invalid', message, {
    hint: oddity === null ? advice : `It looks like ${oddity}. ${advice}`,
  })
}

/** What somebody seems to have taken for a key; null: nothing that is known. */
function oddityOf(key: string): string | null {
  if (/[\r\n]/.test(key)) return 'several lines: give the key alone'
  if (/^(?:export\s+)?\w+\s*=\s*[^\s=]/.test(key)) return 'a line NAME=value: give what stands behind the sign alone'
  return /^(["'`]).*\1$/.test(key) ? 'a key in quotes: give it without them' : null
}

async function readKeyFile(file: string, warn: (message: string) => void): Promise<string> {
  try {
    await using handle = await open(file)
    const stats = await handle.stat()
    if (process.platform !== 'win32' && stats.isFile() && (stats.mode & othersBits) !== 0) {
      warn(`Others can read the key file ${file}: chmod 600 keeps it to yourself.`)
    }
    const stream = handle.createReadStream({ end: maxKeyBytes, autoClose: false })
    const bytes = Buffer.concat(await stream.toArray())
    if (bytes.length <= maxKeyBytes) return bytes.toString().trim()
    throw new InputError('api_key_invalid', `The key file ${file} is longer than 4 KiB, and no key is.`, {
      hint: 'Name the file that holds the key, and nothing else, with --api-key-file.',
    })
  } catch (error) {
    if (error instanceof InputError) throw error
    const isKey = hideKeys(file) !== file
    throw new InputError('api_key_unreadable', `The key file ${file} cannot be read: ${fileFailure(error)}.`, {
      cause: error,
      hint: isKey
        ? '--api-key-file takes the name of a file that holds the key, not the key. Whoever can list the processes of this machine has seen it: let it be replaced.'
        : 'Check the path given with --api-key-file.',
    })
  }
}
