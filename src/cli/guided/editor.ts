import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { isAbsolute } from 'node:path'

/** The editor that the person has set; null: none. */
export function editorOf({ VISUAL, EDITOR }: NodeJS.ProcessEnv): string | null {
  return VISUAL?.trim() || EDITOR?.trim() || null
}

/**
 * Opens a file in an editor, on this terminal, until it is closed.
 *
 * @param editor a command as git takes it, with words of its own: `code --wait`
 * @returns whether it ended well
 */
export async function editFile(editor: string, file: string): Promise<boolean> {
  // A file may be called like an option.
  const path = isAbsolute(file) ? file : `./${file}`
  const child =
    process.platform === 'win32'
      ? spawn(`${editor} "${path}"`, { shell: true, stdio: 'inherit' })
      : spawn('sh', ['-c', `${editor} "$1"`, 'editor', path], { stdio: 'inherit' })
  try {
    const [code] = await once(child, 'close')
    return code === 0
  } catch {
    return false
  }
}
