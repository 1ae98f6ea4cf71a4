import { readFileSync } from 'node:fs'
import { writePrivately } from '../../model/private-file.ts'

/** The mapping file, while answers are written into it. */
export class AnswerSheet {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /** @param answer gives null where the text is no longer as the draft had it: then the file stays as it is */
  write(answer: (text: string) => string | null): void {
    const text = answer(readFileSync(this.#file, 'utf8'))
    if (text !== null) writePrivately(this.#file, text, 'replace')
  }
}
