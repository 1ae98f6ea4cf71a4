import { isCancel, password, select, text, updateSettings } from '@clack/prompts'
import { plainLine, shortName } from '../../report/text.ts'
import { filled } from '../../report/wrap.ts'
import type { Terminal } from '../terminal.ts'

/** The person has left at a question. */
export class GuideLeft extends Error {}

export interface Choice<Value> {
  readonly value: Value
  readonly label: string
  readonly hint?: string
}

/** Questions to the person at the terminal. Each throws GuideLeft on Ctrl-C and Esc, and the signal's reason once it is aborted. */
export interface Prompts {
  /** @param initial the choice that Enter takes; else the first */
  choose<Value>(question: string, choices: readonly Choice<Value>[], initial?: Value): Promise<Value>
  /** @param refuse what is wrong with an answer; null: nothing */
  ask(question: string, refuse: (answer: string) => string | null, placeholder?: string): Promise<string>
  /** Shows none of what is typed. */
  askSecret(question: string, refuse: (answer: string) => string | null): Promise<string>
}

/** Columns that a prompt takes beside its question. */
const promptWidth = 4

/** Choices that are shown at a time. */
const maxChoices = 12

export function openPrompts({ say }: Pick<Terminal, 'say'>, signal: AbortSignal): Prompts {
  // Between the questions stands what the commands say, so that a line down the side would be broken everywhere.
  updateSettings({ withGuide: false, aliases: { '\u0004': 'cancel' } })
  const shared = { input: process.stdin, output: process.stderr, signal }
  /** A question that takes more than a line stands above the prompt, where nothing draws it anew at each key. */
  function asked(question: string): string {
    const lines = filled(plainLine(question), (process.stderr.columns || 80) - promptWidth)
    say(lines.length === 1 ? '' : `\n${lines.join('\n')}`)
    return lines.length === 1 ? question : 'Your answer:'
  }
  async function answered<Answer>(asking: Promise<Answer>): Promise<Exclude<Answer, symbol>> {
    const ended = once()
    process.stdin.once('end', ended.resolve)
    try {
      const answer = await Promise.race([asking, ended.promise])
      signal.throwIfAborted()
      if (isCancel(answer) || typeof answer === 'symbol') throw new GuideLeft('left at a question')
      return answer as Exclude<Answer, symbol>
    } finally {
      process.stdin.off('end', ended.resolve)
    }
  }
  return {
    async choose(question, choices, initial) {
      const options = choices.map(({ label, hint }, index) => ({
        value: index,
        label: plainLine(shortName(label)),
        ...(hint !== undefined && { hint: plainLine(shortName(hint)) }),
      }))
      const initialValue = Math.max(
        choices.findIndex(({ value }) => value === initial),
        0,
      )
      const message = asked(question)
      const index = await answered(select({ ...shared, message, options, initialValue, maxItems: maxChoices }))
      const chosen = choices[index]
      if (chosen === undefined) throw new GuideLeft('no choice')
      return chosen.value
    },
    ask(question, refuse, placeholder = '') {
      const validate = (answer: string | undefined) => refuse(answer ?? '') ?? undefined
      return answered(text({ ...shared, message: asked(question), placeholder, validate }))
    },
    askSecret(question, refuse) {
      const validate = (answer: string | undefined) => refuse(answer ?? '') ?? undefined
      return answered(password({ ...shared, message: asked(question), validate, mask: '*' }))
    },
  }
}

function once(): { readonly promise: Promise<symbol>; readonly resolve: () => void } {
  const { promise, resolve } = Promise.withResolvers<symbol>()
  return { promise, resolve: () => resolve(Symbol('the input has ended')) }
}
