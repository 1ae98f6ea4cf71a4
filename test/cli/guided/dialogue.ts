import { Screen } from '../live/screen.ts'

const enter = '\r'
const down = '\u001b[B'

/** Lines above a prompt that its question may take. */
const questionLines = 5

/** Somebody who answers the questions of guided use, each once it is on the screen. */
export class Dialogue {
  readonly screen: Screen

  constructor(...screen: ConstructorParameters<typeof Screen>) {
    this.screen = new Screen(...screen)
  }

  /** Waits for a question and takes the choice that has this in it. */
  async choose(question: string, choice: string): Promise<void> {
    await this.asked(question)
    await this.screen.until(() => this.#chosen !== '')
    for (let moves = 0; !this.#chosen.includes(choice); moves += 1) {
      if (moves > 20) throw new Error(`no choice ${choice}:\n${this.screen.text}`)
      const before = this.#chosen
      this.screen.type(down)
      await this.screen.until(() => !['', before].includes(this.#chosen))
    }
    await this.#settle(enter)
  }

  /** Waits for a question and types an answer. */
  async answer(question: string, text: string): Promise<void> {
    await this.asked(question)
    await this.#settle(`${text}${enter}`)
  }

  /** Waits for a question and presses a key that ends the program. */
  async leave(question: string, key: string): Promise<number | null> {
    await this.asked(question)
    this.screen.type(key)
    return await this.screen.end()
  }

  /** Waits for a question. */
  async asked(question: string): Promise<void> {
    await this.screen.until(() => {
      const { lines } = this.screen
      const at = this.#promptAt
      const told = lines.slice(Math.max(at - questionLines, 0), at + 1).join(' ')
      return /^[◆▲]/.test(lines[at] ?? '') && told.includes(question)
    })
  }

  /** Presses keys that answer a question, and waits until it is settled. */
  async #settle(keys: string): Promise<void> {
    const at = this.#promptAt
    this.screen.type(keys)
    await this.screen.until(() => /^◇/.test(this.screen.lines[at] ?? ''))
  }

  get #promptAt(): number {
    return this.screen.lines.findLastIndex(line => /^[◆◇▲■]/.test(line))
  }

  get #chosen(): string {
    return this.screen.lines.slice(this.#promptAt).find(line => line.startsWith('●')) ?? ''
  }
}
