import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTextFile } from '../../src/mapping/text-file.ts'
import { temporaryFolder } from '../temporary.ts'

test('reads a file that is as long as is allowed, and no longer one', async () => {
  const path = join(temporaryFolder(), 'text')
  writeFileSync(path, 'é'.repeat(50_000))
  expect(await readTextFile(path, 100_000)).toEqual({ text: 'é'.repeat(50_000) })
  expect(await readTextFile(path, 99_999)).toMatchObject({ fault: 'too_large' })
})

test('what is no text, no file or a folder is told apart', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'bytes'), Buffer.from([0xff, 0xfe, 0x00]))
  mkdirSync(join(folder, 'folder'))
  expect(await readTextFile(join(folder, 'bytes'), 100)).toMatchObject({ fault: 'not_text' })
  expect(await readTextFile(join(folder, 'none'), 100)).toMatchObject({
    fault: 'unreadable',
    reason: 'there is no such file',
  })
  expect(await readTextFile(join(folder, 'folder'), 100)).toMatchObject({
    fault: 'unreadable',
    reason: 'it is a directory',
  })
})

test.skipIf(process.platform === 'win32')('neither a device nor a pipe keeps it waiting', async () => {
  const pipe = join(temporaryFolder(), 'pipe')
  execFileSync('mkfifo', [pipe])
  for (const path of ['/dev/zero', pipe]) {
    const read = await readTextFile(path, 100)
    expect(read).toMatchObject({ fault: 'unreadable', reason: expect.stringContaining('a pipe or a device') })
  }
})
