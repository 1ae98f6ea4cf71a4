import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { paint, shown } from '../../src/cli/paint.ts'

const esc = '\u001b'

/** A stream that shows colours, or one that does not. */
function stream(isColoured: boolean): NodeJS.WriteStream {
  const written = new Writable({ write: () => undefined })
  return Object.assign(written, {
    isTTY: true,
    getColorDepth: () => (isColoured ? 8 : 1),
    hasColors: () => isColoured,
  }) as unknown as NodeJS.WriteStream
}

test('what is painted has colours where the stream shows them, and none elsewhere', () => {
  const text = `${paint.red('error:')} no ${paint.bold('such')} file`
  expect(shown(text, stream(true))).toBe(`${esc}[31merror:${esc}[39m no ${esc}[1msuch${esc}[22m file`)
  expect(shown(text, stream(false))).toBe('error: no such file')
  expect(shown(text, null)).toBe('error: no such file')
})

test('a message brings no control characters along, whether in colours or not, but for its line breaks', () => {
  const text = `${paint.red(`a${esc}[2J`)}\n${esc}[32mb\u202e`
  expect(shown(text, null)).toBe('a\\u001b[2J\n\\u001b[32mb\\u202e')
  expect(shown(text, stream(true))).toBe(`${esc}[31ma\\u001b[2J${esc}[39m\n\\u001b[32mb\\u202e`)
})

test('nobody but us can paint: the word that marks it is another one in each process', () => {
  const [mark = ''] = paint.red('x').split('red:')
  expect(mark).toMatch(/^[\da-f-]{36}$/)
  expect(shown('red:x:', stream(true))).toBe('red:x:')
})
