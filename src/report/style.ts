/** Makes a part of a text stand out. What is painted is on one line and safe to show by then; paint does not nest. */
export interface Style {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  yellow(text: string): string
  green(text: string): string
}

/** How a text is laid out for a person. */
export interface Look {
  readonly style: Style
  /** Columns that a line takes at most, where its words let it. */
  readonly columns: number
}

/** For texts that go to no terminal. */
export const plainLook: Look = {
  style: { bold: same, dim: same, red: same, yellow: same, green: same },
  columns: 100,
}

function same(text: string): string {
  return text
}
