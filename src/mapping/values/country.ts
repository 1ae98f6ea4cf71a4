import { nearest } from '../../model/nearest.ts'
import { type Converter, converted, refusal } from './converted.ts'

/** ISO 3166-1: the alpha-2 code of every officially assigned country, and its alpha-3 code right after it. */
const assigned = `
  ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB BDBGD
  BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN
  CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU
  DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB
  GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG
  HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN
  KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU
  LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR
  MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL
  OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB
  RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP
  SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN
  TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF
  ZMZMB ZWZWE`
  .trim()
  .split(/\s+/)

const codes: ReadonlySet<string> = new Set(assigned.map(pair => pair.slice(0, 2)))
const longCodes: ReadonlyMap<string, string> = new Map(assigned.map(pair => [pair.slice(2), pair.slice(0, 2)]))

/** Languages whose names of countries are known beside English. */
const languages = 'de fr es it pt nl pl sv da nb fi cs hu ro tr ru uk el ja zh ko ar he'.split(' ')

/** Names that people write and no language's list has, folded as `fold` does. */
const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    US:
      'usa|us of a|america|amerika|united states of america|vereinigte staaten von amerika|etats unis d amerique|' +
      'estados unidos de america|stati uniti d america|eeuu|ee uu|eua',
    GB:
      'uk|britain|great britain|england|scotland|wales|northern ireland|united kingdom great britain northern ireland|' +
      'grossbritannien|grande bretagne|gran bretana|gra bretanha|gran bretagna|groot brittannie',
    AE: 'uae|emirates',
    BA: 'bosnia|bosnien|bosnie',
    BY: 'weissrussland|bielorussia',
    BO: 'bolivia plurinational state of',
    BN: 'brunei darussalam',
    CD: 'dr congo|drc|democratic republic of congo|congo democratic republic of',
    CG: 'republic of congo|congo',
    CI: 'ivory coast|elfenbeinkuste',
    CN: 'prc|peoples republic of china|people s republic of china|mainland china',
    CV: 'cape verde',
    CZ: 'czech republic|tschechische republik|republique tcheque|republica checa|repubblica ceca',
    FK: 'falkland islands malvinas',
    FM: 'micronesia federated states of',
    GR: 'hellas|el',
    HK: 'hong kong',
    IE: 'republic of ireland|eire',
    IR: 'iran islamic republic of',
    KP: 'dprk|korea democratic people s republic of',
    KR: 'korea|republic of korea|korea republic of',
    LA: 'lao people s democratic republic|lao pdr',
    MD: 'moldova republic of|republic of moldova',
    MK: 'macedonia',
    MM: 'burma',
    MO: 'macau|macao',
    NL: 'holland',
    PS: 'palestine|palestine state of',
    RU: 'russian federation',
    SK: 'slovak republic|slowakische republik|republique slovaque',
    SY: 'syrian arab republic',
    SZ: 'swaziland',
    TL: 'east timor',
    TR: 'turkey',
    TW: 'taiwan province of china|republic of china',
    TZ: 'tanzania united republic of',
    VA: 'vatican|holy see',
    VE: 'venezuela bolivarian republic of',
    VN: 'viet nam',
  }).flatMap(([code, names]) => names.split('|').map(name => [name, code] as const)),
)

let names: ReadonlyMap<string, string> | undefined

/** The `country` of an ADDRESS: ISO 3166-1 alpha-2, from a code of two or three letters or a name in many languages. */
export const convertCountry: Converter<string> = text => {
  const upper = text.toUpperCase()
  if (codes.has(upper)) return converted(upper)
  const long = longCodes.get(upper)
  if (long !== undefined) return converted(long)
  const known = countryNames()
  // "U.S.A." and "U. K." are their letters.
  const code = known.get(fold(text)) ?? known.get(fold(text.replace(/\.\s*/g, '')))
  if (code !== undefined) return converted(code)
  const near = text.length > 3 && text.length <= longestName ? nearest(text, known.keys()) : null
  const advice = near === null ? 'map it through values' : `nearest: ${known.get(near) ?? near}`
  return { ...refusal('unknown_country', `not a country by its ISO code or its name; ${advice}`), text }
}

const longestName = 80

/** Built when first needed: most imports have no addresses. Where languages disagree, English has its way. */
function countryNames(): ReadonlyMap<string, string> {
  if (names !== undefined) return names
  const known = new Map([...namesIn('en'), ...aliases])
  for (const language of languages) {
    for (const [name, code] of namesIn(language)) if (!known.has(name)) known.set(name, code)
  }
  names = known
  return known
}

/** Short names too: where there is one, as `USA` is in German, it is the only form that the style gives. */
function namesIn(language: string): [string, string][] {
  return (['short', 'long'] as const).flatMap(style => {
    const display = new Intl.DisplayNames(language, { type: 'region', style, fallback: 'code' })
    return [...codes].flatMap((code): [string, string][] => {
      const name = display.of(code) ?? code
      return [
        [fold(name), code],
        [fold(withoutUmlauts(name)), code],
      ]
    })
  })
}

/** `Österreich` as `Oesterreich`, where a keyboard has no umlauts. */
function withoutUmlauts(name: string): string {
  return name.replace(/[äöüÄÖÜ]/g, letter => `${letter.normalize('NFD').charAt(0)}e`)
}

/** Letters only, without accents, and without the words that come and go in names. */
function fold(name: string): string {
  return name
    .slice(0, longestName + 1)
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .replace(/\b(?:and|the)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
