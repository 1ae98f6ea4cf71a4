import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'

export interface Conversation {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** The person at the terminal; null where there is none to be asked. */
export function personAtTerminal(): Conversation | null {
  const { stdin, stderr } = process
  return stdin.isTTY && stderr.isTTY ? { input: stdin, output: stderr } : null
}

/**
 * Asks a question that only yes answers with yes: an empty line and an end of the input are a no.
 *
 * @throws the signal's reason where it is aborted before an answer
 */
export async function confirm(
  question: string,
  { input, output }: Conversation,
  signal: AbortSignal,
): Promise<boolean> {
  // Without a terminal of its own: line editing would take Ctrl+C away from the signal handlers.
  const lines = createInterface({ input, output, terminal: false })
  try {
    const ended = once(lines, 'close', { signal }).then(() => '')
    const answer = await Promise.race([lines.question(`${question} [y/N] `, { signal }), ended])
    return /^\s*y(es)?\s*$/i.test(answer)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    lines.close()
  }
}
