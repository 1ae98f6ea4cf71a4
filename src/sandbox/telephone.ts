const extensionPattern = /[\s,]*(?:;ext=|\bext(?:ension)?\.?|x|#)[\s:]*(\d{1,7})\s*$/i
const e164Pattern = /^\+[1-9]\d{6,14}$/
const usPattern = /^1?([2-9]\d\d[2-9]\d{6})$/
const localPattern = /^\d{7,15}$/

/**
 * Normalises a telephone number as the API says it does: with `+` it must be E.164; without, it is read as a US number,
 * else kept as 7 to 15 local digits; an extension ends up as `;ext=`. Null where it is none of these.
 * The length of the numbers of each country is not checked.
 */
export function normalizeTelephone(text: string): string | null {
  const extension = extensionPattern.exec(text)
  const number = compact(extension === null ? text : text.slice(0, extension.index))
  const normalized = normalizeNumber(number)
  if (normalized === null || extension === null) return normalized
  return `${normalized};ext=${extension[1]}`
}

function normalizeNumber(number: string): string | null {
  if (number.startsWith('+')) return e164Pattern.test(number) ? number : null
  const us = usPattern.exec(number)
  if (us !== null) return `+1${us[1]}`
  return localPattern.test(number) ? number : null
}

function compact(text: string): string {
  return text.replace(/[\s().\-/\u00a0]/g, '')
}
