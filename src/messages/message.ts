/** What is to be said of one kind of error, wherever it comes up. What is to be typed stands in backticks. */
export interface Message {
  /** What a person looks it up by. Once given, it is never given to another. */
  readonly number: `LFI${number}`
  /** What it means, as one sentence. */
  readonly meaning: string
  /** How it comes about, or why the program does not simply go on, where that is not plain from the meaning. */
  readonly why?: string
  /** What to do about it, as one sentence or two. */
  readonly remedy: string
  /**
   * What a person has still to be told who has read what a row was told, where that says what to do itself; empty where
   * it says all. Else the remedy is.
   */
  readonly besides?: string
}

/** Messages by their codes: the literal `code` of an error. */
export type Messages = Readonly<Record<string, Message>>
