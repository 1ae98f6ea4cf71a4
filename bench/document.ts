import { markdownTable } from './tables.ts'

/** Where a page shows what all measurements say of their aims. */
const overview = 'aims'

/**
 * The page with new figures between the markers of a measurement, and with an overview that says of each aim what the
 * figures on the page say: it cannot contradict them.
 *
 * @throws Error where the page has no such markers
 */
export function withFigures(page: string, name: string, figures: string): string {
  const filled = filledIn(page, name, figures)
  return filledIn(filled, overview, overviewOf(filled))
}

function filledIn(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`the page has no place marked ${begin} … ${end}`)
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`
}

function overviewOf(page: string): string {
  const sections = page.matchAll(/^<!-- bench:(?<name>[\w-]+) -->$(?<text>[\s\S]*?)^<!-- \/bench:\k<name> -->$/gm)
  const rows = [...sections].flatMap(({ groups }) => {
    const { name = '', text = '' } = groups ?? {}
    const aims = name === overview ? [] : [...text.matchAll(/^- (.+): \*\*(met|missed)\*\* \((.+)\)$/gm)]
    return aims.map(([, aim = '', verdict = '', found = '']) => [name, aim, verdict, found])
  })
  return markdownTable({ columns: ['measurement', 'aim', '', 'found'], rows })
}
