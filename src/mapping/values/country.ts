import { nearest } from '../../model/nearest.ts'
import { type Converter, converted, refusal } from './converted.ts'

/** ISO 3166-1 alpha-2, all officially assigned codes. */
const codes = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
   CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE
   GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI
   KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX
   MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD
   SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ
   VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`.split(/\s+/),
)

let names: ReadonlyMap<string, string> | undefined

/** The `country` of an ADDRESS: ISO 3166-1 alpha-2, from a code or an English name. */
export const convertCountry: Converter<string> = text => {
  const upper = text.toUpperCase()
  if (codes.has(upper)) return converted(upper)
  const known = countryNames()
  const code = known.get(fold(text))
  if (code !== undefined) return converted(code)
  const near = text.length > 3 ? nearest(text, known.keys()) : null
  const advice = near === null ? 'map it through values' : `nearest: ${known.get(near) ?? near}`
  return refusal('unknown_country', `not a country by its two-letter code or English name; ${advice}`)
}

/** Built when first needed: most imports have no addresses. */
function countryNames(): ReadonlyMap<string, string> {
  names ??= new Map(
    (['short', 'long'] as const).flatMap(style => {
      const english = new Intl.DisplayNames('en', { type: 'region', style, fallback: 'code' })
      return [...codes].map(code => [fold(english.of(code) ?? code), code] as const)
    }),
  )
  return names
}

function fold(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .replace(/\band\b/g, ' ')
    .replace(/^\s*the\b/, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
