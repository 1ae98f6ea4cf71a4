import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { plainLine, shortName } from '../../report/text.ts'
import { filled } from '../../report/wrap.ts'
import type { Terminal } from '../terminal.ts'
import { type Choice, GuideLeft, type Prompts } from './prompts.ts'

/** Whether questions are to be asked line by line: for a screen reader, or a terminal that can draw nothing anew. */
export function wantsPlainPrompts({ ACCESSIBLE = '', TERM }: NodeJS.ProcessEnv): boolean {
  return !['', '0', 'false'].includes(ACCESSIBLE) || TERM === 'dumb'
}

/** The same questions as lines of text, with numbers for the choices; nothing is drawn anew. */
export function openPlainPrompts({ say, complain }: Pick<Terminal, 'say' | 'complain'>, signal: AbortSignal): Prompts {
  function tell(text: string): void {
    say(filled(plainLine(text), (process.stderr.columns || 80) - 1).join('\n'))
  }
  /** @param output what echoes the keys */
  function ask(told: readonly string[], refuse: (answer: string) => string | null, output: NodeJS.WritableStream) {
    // From here on the terminal itself echoes nothing, so that a quick answer is not shown either.
    const answer = readAnswer(refuse, complain, output, signal)
    say('')
    for (const text of told) tell(text)
    return answer
  }
  return {
    async choose(question, choices, initial) {
      const usual = Math.max(
        choices.findIndex(({ value }) => value === initial),
        0,
      )
      const isNumber = (answer: string) => answer === '' || choices[Number(answer) - 1] !== undefined
      const refuse = (answer: string) => (isNumber(answer) ? null : `A number from 1 to ${choices.length}.`)
      const lines = choices.map((choice, index) => `${index + 1}) ${choiceText(choice)}`)
      const answer = await ask([question, ...lines, `Number, or Enter for ${usual + 1}:`], refuse, process.stderr)
      const chosen = choices[answer === '' ? usual : Number(answer) - 1]
      if (chosen === undefined) throw new GuideLeft('no choice')
      return chosen.value
    },
    ask: (question, refuse) => ask([question], refuse, process.stderr),
    askSecret: (question, refuse) =>
      ask([question], refuse, new Writable({ write: (_chunk, _encoding, done) => done() })),
  }
}

function choiceText({ label, hint }: Choice<unknown>): string {
  return `${shortName(label)}${hint === undefined ? '' : ` (${shortName(hint)})`}`
}

/** The first line that is not refused. */
function readAnswer(
  refuse: (answer: string) => string | null,
  complain: (fault: string) => void,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 })
  const leave = (): void => reject(signal.aborted ? signal.reason : new GuideLeft('left at a question'))
  function take(line: string): void {
    const fault = refuse(line.trim())
    if (fault === null) resolve(line.trim())
    else complain(plainLine(fault))
  }
  lines.on('line', take).on('SIGINT', leave).on('close', leave)
  signal.addEventListener('abort', leave, { once: true })
  return promise.finally(() => {
    signal.removeEventListener('abort', leave)
    lines.close()
  })
}
