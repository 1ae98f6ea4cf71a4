/** Numbers, durations and unsafe texts, made fit to be read by a person. */

/** Made when the first number is written: it takes as long as all else that a start loads. */
let numbers: Intl.NumberFormat | null = null

/** `1234.56` → `1,234.6`. */
export function formatNumber(value: number): string {
  numbers ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })
  return numbers.format(value)
}

/** `1 row`, `2 rows`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`
}

/** `1,200 in doubt`. */
export function formatOutcome(outcome: string, count: number): string {
  return `${formatNumber(count)} ${outcomeWords(outcome)}`
}

/** An outcome as people say it: `in_doubt` → `in doubt`. */
export function outcomeWords(outcome: string): string {
  return outcome.replaceAll('_', ' ')
}

/** Milliseconds as `0.4 s`, `48.2 s`, `3 min 5 s` or `2 h 10 min`; what took any time at all is not told as none. */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms < 50) return 'less than 0.1 s'
  if (ms < 60_000) return `${formatNumber(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/**
 * What must not reach a terminal as it stands, wherever it comes from: control characters steer it; marks of direction and
 * characters without a width make a line look like another; tag characters hide text; halves of a character are none.
 */
const unsafe = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** The text on one line, with what is unsafe to show written out as `\u001b`. */
export function plainLine(text: string): string {
  return text.replace(unsafe, writtenOut)
}

/** The same for text whose line breaks are meant. */
export function plainText(text: string): string {
  return text.replace(unsafe, character => (character === '\n' ? character : writtenOut(character)))
}

/**
 * A value as JSON that is safe to show, and that says what JSON always says: only strings hold what is unsafe, and there
 * the escapes are JSON's own.
 *
 * @param indent spaces a level; 0: all on one line
 */
export function plainJson(value: unknown, indent = 0): string {
  return plainText(JSON.stringify(value, null, indent))
}

/** Characters that a name has at most where people read it. */
const longestName = 200
/** Characters of a message, all names in it included. */
const longestMessage = 2_000

/** A name for people: a column may be called by a megabyte. */
export function shortName(name: string): string {
  return cut(name, longestName)
}

/** A message with the names in quotes, and as a whole, cut to what can be read. */
export function shortMessage(message: string): string {
  return cut(
    message.replace(/"[^"]*"/g, quoted => `"${shortName(quoted.slice(1, -1))}"`),
    longestMessage,
  )
}

/** The first names of a list for people, with the number of the others. */
export function nameList(names: readonly string[]): string {
  const shown = names.slice(0, longestList).map(name => plainLine(shortName(name)))
  return names.length > longestList
    ? `${shown.join(', ')}, and ${formatNumber(names.length - longestList)} more`
    : shown.join(', ')
}

/** Lines or names of a list that people read. */
export const longestList = 100

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}

/** A word as a shell takes it: quoted where it holds more than letters, digits and harmless marks. */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,\\-]+$/.test(word) ? word : `'${plainLine(word).replaceAll("'", "'\\''")}'`
}

/** As UTF-16, which is how JSON escapes: two of them where the character takes two. */
function writtenOut(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
