/** Names of months and their usual short forms, folded, and the number of each. */
export type MonthNames = ReadonlyMap<string, number>

/** The names of a language's months; null for a tag that is no language this platform knows. */
export function monthNames(locale: string): MonthNames | null {
  if (!isLocale(locale)) return null
  const names = new Map<string, number>()
  for (const month of [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) {
    for (const options of forms) {
      const parts = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC', numberingSystem: 'latn' })
        .formatToParts(Date.UTC(2026, month - 1, 1))
        .filter(part => part.type === 'month')
      for (const part of parts) names.set(fold(part.value), month)
    }
  }
  return names
}

/** Some languages bend a month's name beside a day, so both forms are needed. */
const forms: readonly Intl.DateTimeFormatOptions[] = [
  { month: 'long' },
  { month: 'short' },
  { month: 'long', day: 'numeric' },
  { month: 'short', day: 'numeric' },
]

/** The number of a month by its name or a beginning of three letters that no other has; null for any other word. */
export function monthNumber(text: string, names: MonthNames): number | null {
  const word = fold(text)
  const known = names.get(word)
  if (known !== undefined) return known
  if (word.length < 3) return null
  const months = new Set(
    [...names].filter(([name]) => name.startsWith(word) || isShortForm(name, word)).map(([, n]) => n),
  )
  const [month = null] = months
  return months.size === 1 ? month : null
}

/** Four letters for a name that is mostly cut to three: `Sept`. */
function isShortForm(name: string, word: string): boolean {
  return name.length === 3 && word.length === 4 && word.startsWith(name)
}

function fold(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('.', '').trim()
}

function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0
  } catch {
    return false
  }
}
