import { readApiKey } from '../api-key.ts'
import { type Check, failedBy, ok, warning } from './check.ts'

/** The key as it was found, before anybody was asked about it. */
export interface FoundKey {
  /** Null where there is none, or none that could be sent. */
  readonly key: string | null
  readonly check: Check
}

const beginning = 'sk_lf_'

/** Where the key comes from, and whether it looks like one. */
export async function findKey(file: string | undefined, fromEnvironment: string | undefined): Promise<FoundKey> {
  const warnings: string[] = []
  try {
    const key = await readApiKey(file, fromEnvironment, message => warnings.push(message))
    return { key, check: judgeKey(key, file, fromEnvironment, warnings) }
  } catch (error) {
    return { key: null, check: failedBy('key', error) }
  }
}

function judgeKey(
  key: string,
  file: string | undefined,
  fromEnvironment: string | undefined,
  warnings: readonly string[],
): Check {
  const source = file === undefined ? 'from LIGHTFIELD_API_KEY' : `from the file ${file}`
  const [first] = warnings
  if (first !== undefined) return warning('key', `${source}`, first)
  if (!key.startsWith(beginning)) {
    return warning(
      'key',
      `${source}, does not begin with ${beginning}`,
      'Copy it again from the settings of the workspace.',
    )
  }
  const isBoth = file !== undefined && (fromEnvironment ?? '').trim() !== ''
  return ok('key', isBoth ? `${source}, which goes before LIGHTFIELD_API_KEY` : source)
}
