import { basename } from 'node:path'
import { plainLine, shellWord } from '../../report/text.ts'
import { editFile, editorOf } from './editor.ts'
import type { Journey } from './journey.ts'
import type { Prompts } from './prompts.ts'

/** Has the mapping edited, in the person's own editor or wherever they do that. */
export async function editMapping({ mapping: file, context }: Journey, prompts: Prompts): Promise<void> {
  const { say, complain, paint } = context.terminal
  if (file === null) return
  const editor = editorOf(process.env)
  if (editor !== null) {
    say(`\n${paint.dim(`$ ${plainLine(editor)} ${shellWord(file)}`)}`)
    if (await editFile(editor, file)) return
    complain(`${paint.yellow('warning:')} the editor ${plainLine(editor)} did not end well.`)
  }
  await prompts.choose(`Edit ${basename(file)} in another window, and save it.`, [{ value: null, label: 'Done' }])
}
