/** Words longer than this are compared by their beginning only, so that no input makes the comparison slow. */
const maxLength = 60

/**
 * The candidate that a person most likely meant by `word`, or null if none is near. Case, accents, spaces and punctuation
 * do not count; a candidate that begins like the word is near, and so is one with about a quarter of its letters wrong.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const wanted = fold(word)
  if (wanted === '') return null
  let best: string | null = null
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const distance = nearness(wanted, fold(candidate))
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

function fold(word: string): string {
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\s\p{P}\p{M}$]+/gu, '')
    .replaceAll('ß', 'ss')
    .slice(0, maxLength)
}

/** Smaller is nearer; infinite where the two have too little in common to be worth a suggestion. */
function nearness(wanted: string, candidate: string): number {
  if (candidate === '') return Number.POSITIVE_INFINITY
  if (candidate === wanted) return 0
  const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 4))
  const distance = Math.abs(wanted.length - candidate.length) > allowed ? allowed + 1 : editDistance(wanted, candidate)
  if (distance <= allowed) return distance
  const shorter = Math.min(wanted.length, candidate.length)
  const isPrefix = shorter >= 3 && (candidate.startsWith(wanted) || wanted.startsWith(candidate))
  return isPrefix ? allowed + 1 : Number.POSITIVE_INFINITY
}

/** Damerau-Levenshtein distance where no part is edited twice: insertions, deletions, replacements, swapped neighbours. */
function editDistance(left: string, right: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const cost = left[row - 1] === right[column - 1] ? 0 : 1
      let least = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + cost)
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        least = Math.min(least, at(beforeLast, column - 2) + 1)
      }
      current.push(least)
    }
    beforeLast = last
    last = current
  }
  return at(last, right.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
