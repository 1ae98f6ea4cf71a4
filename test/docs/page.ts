/**
 * Pages whose shell blocks are run. What a block is, the fence's word and the comments right above it say:
 *
 * - `sh`: commands; they have to succeed. `console`: lines that begin with `$ ` are commands, what is below each is what it prints.
 * - `<!-- exit: 1 -->`: how the block's last command ends, where that is not 0.
 * - `<!-- not run: why -->`: a block for other machines, such as one that installs something.
 * - `<!-- first: command -->`, any number of them: what has happened before the block, and has to succeed. Readers do not see it;
 *   `somebody` stands for what people do in the workspace (`somebody.ts`).
 * - `<!-- file: deals.yaml -->`, above a block of whatever language: it is written to that file before the next block runs.
 * - `<!-- files: fixtures/tutorial -->`, once a page: what lies in the folder that its blocks run in.
 * - `<!-- sandbox: {"faults": […]} -->`, once a page: options of the sandbox that is its API.
 *
 * A block of any other language is text: `text` for what a terminal shows, the others for the eye.
 */
export interface Page {
  readonly blocks: readonly Block[]
  /** Folders or files, from the root of the project, that the page's folder holds at first. */
  readonly files: readonly string[]
  /** Options of the sandbox that the page's blocks speak to, as JSON. */
  readonly sandbox: Readonly<Record<string, unknown>>
}

export interface Block {
  readonly language: string
  readonly text: string
  /** Where the text begins in the page, in characters. */
  readonly at: number
  /** Of the fence's first line, from 1. */
  readonly line: number
  /** Exit code of the last command. */
  readonly exit: number
  /** Commands that bring about what the block shows. */
  readonly first: readonly string[]
  /** Why it is not run; null: it is. */
  readonly notRun: string | null
  /** The file that it is the content of; null: it is none. */
  readonly file: string | null
}

/** A command of a `console` block, with what it prints. */
export interface Step {
  readonly command: string
  readonly output: string
}

const fence = /^(?<start>(?<indent> *)```(?<language>[a-z]*)[^\n]*\n)(?<content>[\s\S]*?)^\k<indent>```$/gm

export function parsePage(text: string): Page {
  const blocks = [...text.matchAll(fence)].map(({ index, groups = {} }): Block => {
    const { start = '', indent = '', language = '', content = '' } = groups
    const above = commentsAbove(text.slice(0, index))
    return {
      language,
      at: index + start.length,
      text: content.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: text.slice(0, index).split('\n').length,
      exit: Number(above.get('exit')?.at(-1) ?? 0),
      first: above.get('first') ?? [],
      notRun: above.get('not run')?.at(-1) ?? null,
      file: above.get('file')?.at(-1) ?? null,
    }
  })
  const files = /^<!-- files: (.*) -->$/m.exec(text)?.[1]?.split(' ') ?? []
  const sandbox = JSON.parse(/^<!-- sandbox: (.*) -->$/m.exec(text)?.[1] ?? '{}')
  return { blocks, files, sandbox }
}

/** The steps of a `console` block; a command may go on over lines that end with a backslash. */
export function stepsOf(text: string): readonly Step[] {
  const parts = text.split(/^\$ /m)
  return parts.slice(1).map(part => {
    const command = /^(?:.*\\\n)*.*/.exec(part)?.[0] ?? ''
    return { command, output: part.slice(command.length + 1).trimEnd() }
  })
}

/** The text of a `console` block again. */
export function consoleText(steps: readonly Step[]): string {
  return steps.map(({ command, output }) => `$ ${command}\n${output === '' ? '' : `${output}\n`}`).join('\n')
}

function commentsAbove(before: string): ReadonlyMap<string, readonly string[]> {
  const comments = /(?:^|\n)((?: *<!-- [^\n]* -->\n)+) *$/.exec(before)?.[1] ?? ''
  const named = [...comments.matchAll(/<!-- ([a-z ]+): (.*) -->/g)]
  return new Map(
    Map.groupBy(named, ([, name = '']) => name)
      .entries()
      .map(([name, matches]) => [name, matches.map(([, , value = '']) => value)]),
  )
}
