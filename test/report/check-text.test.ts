import { expect, test } from 'vitest'
import type { Binding } from '../../src/mapping/compiled.ts'
import { bindingsText } from '../../src/report/check-text.ts'

function binding(key: string, columns: readonly string[], valueType: string): Binding {
  return { kind: 'field', key, columns, valueType, option: null }
}

test('the columns of an address stand below each other, and the table stays narrow', () => {
  const parts = ['Primary location > Line 1', 'Primary location > Locality', 'Primary location > Country']
  expect(bindingsText([binding('$name', ['Record'], 'TEXT'), binding('$primaryAddress', parts, 'ADDRESS')])).toBe(
    [
      '  Record                         →  $name            TEXT',
      '  Primary location > Line 1      →  $primaryAddress  ADDRESS',
      '  + Primary location > Locality',
      '  + Primary location > Country',
    ].join('\n'),
  )
})

test('a very long name sticks out of the table, and the others keep their places', () => {
  const long = 'Which of these describes your company best (choose one)?'
  expect(bindingsText([binding('a', [long], 'TEXT'), binding('b', ['B'], 'TEXT'), binding('c', [], 'TEXT')])).toBe(
    [`  ${long}  →  a  TEXT`, '  B           →  b  TEXT', '  (constant)  →  c  TEXT'].join('\n'),
  )
})

test('no name steers the terminal', () => {
  expect(bindingsText([binding('a', ['x\u001b[2J'], 'TEXT')])).toBe('  x\\u001b[2J  →  a  TEXT')
})
