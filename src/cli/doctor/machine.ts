import { type Check, ok, warning } from './check.ts'

/** The oldest Node that this program runs on, as `engines` has it. */
const oldestNode = [22, 19] as const

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])
  const found = `Node ${version} on ${process.platform} ${process.arch}`
  return isOld
    ? warning('node', `${found}, which is too old`, `Install Node ${oldestNode.join('.')} or later: https://nodejs.org`)
    : ok('node', found)
}

/** @param hasColors whether what is printed there shows colours */
export function checkTerminal(stream: NodeJS.WriteStream, hasColors: boolean, hasMarks: boolean): Check {
  if (!stream.isTTY) return ok('terminal', 'none: nothing is asked, and progress is a line every ten seconds')
  // A terminal that does not know its width says 0.
  const columns = stream.columns || 80
  const marks = `${hasColors ? 'colours' : 'no colours'}, ${hasMarks ? 'Unicode' : 'no Unicode'}`
  const found = `${columns} columns, ${marks}`
  return columns < 40
    ? warning('terminal', found, 'Make it at least 40 columns wide to read tables well.')
    : ok('terminal', found)
}

/** Whether a terminal shows more than ASCII, by the variables that say so. */
export function showsUnicode({ TERM, LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  if (TERM === 'dumb' || TERM === 'linux') return false
  if (process.platform === 'win32') return true
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}
