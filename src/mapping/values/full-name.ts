import { type Converted, type Converter, converted, convertedWith, note, refusal } from './converted.ts'

/** A FULL_NAME as a write takes it. */
export type FullName = { readonly [part: string]: string }

const titles = wordSet('mr mrs ms miss mx sir dr prof professor herr frau mme mlle m. sr. sra. srta. dott')
const suffixes = wordSet('jr sr ii iii iv junior senior phd md dds dvm esq mba cpa jd msc bsc')
/** Words that begin a last name of several words, whatever their case. */
const particles = wordSet('van von vom der de del della dello degli di du dos zum zur')
/** Words that do so only in lower case: capitalised they are names of their own. */
const quietParticles = wordSet('la le lo da das do des den d af av zu ter ten te al el bin bint ibn ben san st ap abu')
/** Words that join two last names. */
const joints = new Set(['y', 'e', 'i'])

const titleLeftOut = note('title_left_out', 'a title such as Dr. or Mrs. was left out of the name')
const noName = refusal('not_a_name', 'holds no name')

/** Longer texts are kept as they are: nobody's name has so many words. */
const maxLength = 300

/**
 * FULL_NAME from one text: `Last, First`, or else the last word and the particles before it are the last name. A suffix
 * such as `Jr.` stays with the last name, a title is left out, and told. A single word is a first name.
 */
export const convertFullName: Converter<FullName> = text => {
  if (text.length > maxLength) return converted({ firstName: text })
  const pieces = text.split(',').map(piece => piece.split(/\s+/).filter(word => word !== ''))
  const [words = [], ...others] = pieces.filter(piece => piece.length > 0)
  const given = others.filter(piece => !piece.every(isSuffix)).flat()
  const added = others.filter(piece => piece.every(isSuffix)).flat()
  // Nothing before the comma: the last name is missing.
  if (text.startsWith(',')) return lastFirst([], [...words, ...given], added)
  const isLastFirst = given.length > 0 || (added.length === 0 && text.includes(','))
  return isLastFirst ? lastFirst(words, given, added) : firstLast(words, added)
}

function lastFirst(family: readonly string[], given: readonly string[], added: readonly string[]) {
  const [plainFamily, plainGiven] = [withoutTitles(family), withoutTitles(given)]
  const hadTitle = plainFamily.length < family.length || plainGiven.length < given.length
  return fullName(plainGiven, [...plainFamily, ...added], hadTitle)
}

function firstLast(all: readonly string[], added: readonly string[]) {
  const words = withoutTitles(all)
  const hadTitle = words.length < all.length
  let end = words.length
  while (end > 2 && isSuffix(words[end - 1] ?? '')) end--
  const start = lastNameStart(words, end)
  const single = end < 2
  // After "Mr." comes a last name.
  if (single && hadTitle) return fullName([], [...words, ...added], hadTitle)
  return single
    ? fullName(words, added, hadTitle)
    : fullName(words.slice(0, start), [...words.slice(start), ...added], hadTitle)
}

/** Where the last name begins, among the first `end` words: never at the first of them. */
function lastNameStart(words: readonly string[], end: number): number {
  for (let index = 1; index < end - 1; index++) {
    const word = words[index] ?? ''
    if (isParticle(word)) return index
    if (index > 1 && joints.has(word)) return index - 1
  }
  return end - 1
}

function fullName(first: readonly string[], last: readonly string[], hadTitle: boolean): Converted<FullName> {
  if (first.length === 0 && last.length === 0) return noName
  const name: FullName = {
    ...(first.length === 0 ? {} : { firstName: first.join(' ') }),
    ...(last.length === 0 ? {} : { lastName: last.join(' ') }),
  }
  return hadTitle ? convertedWith(name, titleLeftOut) : converted(name)
}

/** Titles go, unless nothing would be left. */
function withoutTitles(words: readonly string[]): readonly string[] {
  const start = words.findIndex(word => !isTitle(word))
  return start < 0 ? words : words.slice(start)
}

function isTitle(word: string): boolean {
  return titles.has(word.toLowerCase()) || titles.has(bare(word))
}

function isSuffix(word: string): boolean {
  return suffixes.has(bare(word))
}

function isParticle(word: string): boolean {
  const folded = word.toLowerCase().replace(/['’.]$/, '')
  return particles.has(folded) || (quietParticles.has(folded) && word === word.toLowerCase())
}

function bare(word: string): string {
  return word.toLowerCase().replaceAll('.', '')
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}
