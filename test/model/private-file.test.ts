import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { noFollow, openPrivately, writePrivately } from '../../src/model/private-file.ts'
import { temporaryFolder } from '../temporary.ts'

const modes = ['replace', 'append', 'create'] as const

test.each(modes)("a file that is made to %s is its owner's alone, whatever the umask", mode => {
  const path = join(temporaryFolder(), 'rows.csv')
  const before = process.umask(0)
  try {
    writePrivately(path, 'one\n', mode)
  } finally {
    process.umask(before)
  }
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readFileSync(path, 'utf8')).toBe('one\n')
})

test.each([
  ['replace', 'two\n'],
  ['append', 'one\ntwo\n'],
] as const)('a file that is there is opened to %s, and keeps its mode', (mode, content) => {
  const path = join(temporaryFolder(), 'rows.csv')
  writeFileSync(path, 'one\n', { mode: 0o640 })
  writePrivately(path, 'two\n', mode)
  expect(readFileSync(path, 'utf8')).toBe(content)
  expect(statSync(path).mode & 0o777).toBe(0o640)
})

test('a file that is there is not made again', () => {
  const path = join(temporaryFolder(), 'rows.csv')
  writeFileSync(path, 'one\n')
  expect(() => openPrivately(path, 'create')).toThrow(expect.objectContaining({ code: 'EEXIST' }))
  expect(readFileSync(path, 'utf8')).toBe('one\n')
})

test.each(modes)('a symbolic link is not followed to %s what it leads to, nor what it would lead to', mode => {
  const folder = temporaryFolder()
  const [file, link, dangling] = ['file', 'link', 'dangling'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(file, 'mine\n')
  symlinkSync(file, link)
  symlinkSync(join(folder, 'nowhere'), dangling)
  for (const path of [link, dangling]) {
    expect(() => openPrivately(path, mode)).toThrow(expect.objectContaining({ code: 'ELOOP' }))
    expect(readlinkSync(path)).toContain(folder)
  }
  expect(readFileSync(file, 'utf8')).toBe('mine\n')
  expect(statSync(join(folder, 'nowhere'), { throwIfNoEntry: false })).toBeUndefined()
})

test.skipIf(process.platform === 'win32')(
  'a link that is laid between a look and the opening is refused by the system',
  () => {
    const link = join(temporaryFolder(), 'link')
    symlinkSync('/dev/null', link)
    expect(() => openSync(link, constants.O_WRONLY | noFollow)).toThrow(expect.objectContaining({ code: 'ELOOP' }))
  },
)

test('a folder on the way may be a link, and a file may have a second name', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'real'))
  symlinkSync(join(folder, 'real'), join(folder, 'linked'))
  writePrivately(join(folder, 'linked', 'rows.csv'), 'one\n', 'replace')
  linkSync(join(folder, 'real', 'rows.csv'), join(folder, 'second'))
  writePrivately(join(folder, 'second'), 'two\n', 'append')
  expect(readFileSync(join(folder, 'real', 'rows.csv'), 'utf8')).toBe('one\ntwo\n')
})

test
  .skipIf(process.platform === 'win32')
  .each(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1', '/dev/../dev/stdout', '/dev/null'])(
  '%s is a stream that may be written to; what it led to before stays',
  path => {
    const out = join(temporaryFolder(), 'out')
    writeFileSync(out, 'before\n')
    const module = new URL('../../src/model/private-file.ts', import.meta.url).href
    const program = `import { writePrivately } from '${module}'; writePrivately('${path}', 'row\\n', 'replace')`
    execFileSync('sh', ['-c', `"$0" --input-type=module -e "$1" >> "$2"`, process.execPath, program, out])
    expect(readFileSync(out, 'utf8')).toBe(path === '/dev/null' ? 'before\n' : 'before\nrow\n')
  },
)

test('what is opened is written to', () => {
  const path = join(temporaryFolder(), 'rows.csv')
  const file = openPrivately(path, 'create')
  writeSync(file, 'one')
  closeSync(file)
  expect(readFileSync(path, 'utf8')).toBe('one')
})
