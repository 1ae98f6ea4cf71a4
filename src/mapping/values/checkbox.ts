import { type Converter, converted, refusal } from './converted.ts'

const yes = 'true t yes y 1 on x ✓ ✔ checked ja j oui o si sí s sim da tak sì wahr vrai verdadero vero waar'
const no = 'false f no n 0 off unchecked nein non não nao nie falsch faux falso onwaar nee'

const words: ReadonlyMap<string, boolean> = new Map([
  ...yes.split(' ').map(word => [word, true] as const),
  ...no.split(' ').map(word => [word, false] as const),
])

const notACheckbox = refusal(
  'not_a_checkbox',
  'not a yes or a no: expected true, false, yes, no, 1 or 0, or use values',
)

/** CHECKBOX: the usual words for yes and no, in several languages, in any case. */
export const convertCheckbox: Converter<boolean> = text => {
  const value = words.get(text) ?? words.get(text.toLowerCase())
  return value === undefined ? notACheckbox : converted(value)
}
