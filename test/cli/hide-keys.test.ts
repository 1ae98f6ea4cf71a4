import { expect, test } from 'vitest'
import { hideKeys } from '../../src/cli/hide-keys.ts'
import { usageErrorText } from '../../src/cli/usage-error.ts'

test.each([
  ['nothing to hide', 'nothing to hide'],
  ['the file sk_lf_abc123 is missing', 'the file sk_lf_… is missing'],
  ["'sk_lf_a/b+c=' and (sk_lf_x)", "'sk_lf_…' and (sk_lf_…)"],
  ['https://sk_lf_abc@api.example', 'https://sk_lf_…'],
  ['a key begins with sk_lf_ and is one word', 'a key begins with sk_lf_ and is one word'],
])('%j is told as %j', (text, expected) => {
  expect(hideKeys(text)).toBe(expected)
})

test.each([
  ["error: unknown option '--api-key'\n", '--api-key'],
  ["error: unknown option '--api-key=sk_lf_secret'\n", '--api-key'],
  ["error: unknown option '--key=hunter2'\n", '--key'],
  ["error: unknown option '--token'\n", '--token'],
  ["error: too many arguments for 'run'. Expected 1 argument but got 2: a.csv, sk_lf_secret.\n", 'too many'],
])('a call that gives the key away (%s) says how to give it, without it', (text, told) => {
  const shown = usageErrorText(text)
  expect(shown).toContain(told)
  expect(shown).toContain('LIGHTFIELD_API_KEY')
  expect(shown).not.toMatch(/secret|hunter2/)
})

test('any other wrong call is told as it is, with its number', () => {
  expect(usageErrorText("error: unknown option '--rat'\n")).toBe("error: unknown option '--rat' (LFI0003)\n")
})
