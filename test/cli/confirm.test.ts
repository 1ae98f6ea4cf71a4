import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { confirm } from '../../src/cli/confirm.ts'

const never = new AbortController().signal

function conversation() {
  const input = new PassThrough()
  const output = new PassThrough()
  return { input, output, heard: () => String(output.read() ?? '') }
}

describe('a question', () => {
  test.each([
    ['y', true],
    ['Yes', true],
    [' y ', true],
    ['', false],
    ['n', false],
    ['yellow', false],
  ])('answered with %j', async (answer, expected) => {
    const person = conversation()
    person.input.write(`${answer}\n`)

    expect(await confirm('Go on?', person, never)).toBe(expected)
    expect(person.heard()).toBe('Go on? [y/N] ')
  })

  test('whose input ends is answered with no', async () => {
    const person = conversation()
    person.input.end()

    expect(await confirm('Go on?', person, never)).toBe(false)
  })

  test('that is interrupted is not answered', async () => {
    const controller = new AbortController()
    const reason = new Error('interrupted')
    const answer = confirm('Go on?', conversation(), controller.signal)
    controller.abort(reason)

    await expect(answer).rejects.toBe(reason)
  })
})
