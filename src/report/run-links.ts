import type { RowResult } from '../import/row-result.ts'

const linksKept = 3

/** Links to the first records that a run has created, for people to look at. */
export class RunLinks {
  readonly #links: string[] = []

  add({ outcome, httpLink }: Pick<RowResult, 'outcome' | 'httpLink'>): void {
    if (outcome !== 'created' || httpLink === null || this.#links.length === linksKept) return
    // Only what a browser would open as a page: it comes from a server, and people click on it.
    if (/^https?:\/\//i.test(httpLink)) this.#links.push(httpLink)
  }

  list(): readonly string[] {
    return [...this.#links]
  }
}
