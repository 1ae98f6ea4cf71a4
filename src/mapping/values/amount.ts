/** A written amount, taken apart: what stands around its digits, and the digits as they stand. */
export interface Amount {
  readonly negative: boolean
  /** Digits with points and commas, at least one digit. */
  readonly digits: string
  /** Power of ten, of `1e6`; 0 where there is none. */
  readonly exponent: number
  /** Whether spaces or apostrophes stood between groups of three digits. */
  readonly spaced: boolean
  /** The currency sign or its abbreviation, such as `$` or `kr`, in lower case; null where there is none. */
  readonly sign: string | null
  /** ISO 4217 code beside the digits; null where there is none. */
  readonly code: string | null
  readonly percent: boolean
}

/** Longer texts are no amounts; no number that can be stored needs as many characters. */
const maxLength = 80

/** A sign, with the letters that tell one kind of dollars from another; or letters that stand for one. */
const currencySigns = /(?:US|CA|AU|NZ|HK|NT|A|C|R|S)?\p{Sc}|(?<!\p{L})(?:kr|zł|Kč|Fr|SFr|lei|Rs|RM)(?!\p{L})\.?/giu
const currencyCodes = new Set(Intl.supportedValuesOf('currency'))
/** Spaces of every width and apostrophes, as they stand between groups of three digits. */
const groupGap = /(?<=\d)[\s'’ʼ´](?=\d{3}(?!\d))/gu
/** `5,-` and `12.--`: the dash stands for the cents, and is no minus. */
const noCents = /(?<=\d[.,])\s?[-−–—]{1,2}(?=$|\s?[a-z]{3}$)/iu
const number = /^([\d.,]*\d[\d.,]*)(?:e([+-]?\d{1,3}))?$/i

/** Takes off sign, currency, percent sign and the gaps between groups; null where anything but digits is left. */
export function readAmount(text: string): Amount | null {
  if (text.length > maxLength) return null
  const signs = text.match(currencySigns) ?? []
  const percents = text.split('%').length - 1
  if (signs.length > 1 || percents > 1 || signs.length + percents > 1) return null
  const inner = withoutParentheses(text.replace(currencySigns, '').replace('%', '').trim())
  const coded = withoutCode(inner.rest.replace(noCents, ''))
  const minus = /^[-−–]\s*|\s*[-−]$/.exec(coded.rest)
  const bare = withoutCode(minus === null ? coded.rest.replace(/^\+\s*/, '') : coded.rest.replace(minus[0], ''))
  if ((minus !== null && inner.negative) || (coded.code !== null && bare.code !== null)) return null
  const code = coded.code ?? bare.code
  const closed = bare.rest.replace(groupGap, '')
  const found = number.exec(closed)
  if (found === null) return null
  return {
    negative: minus !== null || inner.negative,
    digits: found[1] ?? '',
    exponent: Number(found[2] ?? 0),
    spaced: closed !== bare.rest,
    sign: signs[0]?.toLowerCase().replace(/^us|\.$/g, '') ?? null,
    code,
    percent: percents > 0,
  }
}

/** Accountants write a negative amount in parentheses. */
function withoutParentheses(text: string): { readonly rest: string; readonly negative: boolean } {
  if (!text.startsWith('(') || !text.endsWith(')')) return { rest: text, negative: false }
  return { rest: text.slice(1, -1).trim(), negative: true }
}

function withoutCode(text: string): { readonly rest: string; readonly code: string | null } {
  for (const [word, rest] of [
    [text.slice(0, 3), text.slice(3)],
    [text.slice(-3), text.slice(0, -3)],
  ] as const) {
    const code = word.toUpperCase()
    if (currencyCodes.has(code)) return { rest: rest.trim(), code }
  }
  return { rest: text, code: null }
}
