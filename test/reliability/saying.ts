import type { ChildProcess } from 'node:child_process'

/** Resolves with what a process has said on stderr once it has said this. */
export function saying({ stderr }: ChildProcess, words: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = ''
    stderr?.on('data', text => {
      told += text
      if (words.test(told)) resolve(told)
    })
    stderr?.on('close', () => reject(new Error(`it never said ${words}, but ${told}`)))
  })
}
