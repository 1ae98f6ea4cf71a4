/** Numbers, durations and unsafe texts, made fit to be read by a person. */

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** `1234.56` → `1,234.6`. */
export function formatNumber(value: number): string {
  return numbers.format(value)
}

/** `1 row`, `2 rows`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`
}

/** Milliseconds as `0.4 s`, `48.2 s`, `3 min 5 s` or `2 h 10 min`. */
export function formatDuration(ms: number): string {
  if (ms < 60_000) return `${formatNumber(ms / 1000)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Control characters and marks that turn the direction of writing: what a server or a file says must not steer a terminal. */
const unsafe = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** The text on one line, with what could steer a terminal written out as `\u001b`. */
export function plainLine(text: string): string {
  return text.replace(unsafe, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A word as a shell takes it: quoted where it holds more than letters, digits and harmless marks. */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,\\-]+$/.test(word) ? word : `'${plainLine(word).replaceAll("'", "'\\''")}'`
}
