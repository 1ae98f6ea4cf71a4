/** Rows that follow one another in a file, by the bytes that they take: a whole number of lines, all of them readable. */
export interface Stretch {
  /** Bytes as UTF-8, blank lines between the rows included. */
  readonly bytes: number
  readonly rows: number
  readonly lines: number
  /** Bytes of its first row. */
  readonly headBytes: number
  /** Checksum of its first row: tells cheaply where it may begin. */
  readonly headSum: number
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly digest: string
}
