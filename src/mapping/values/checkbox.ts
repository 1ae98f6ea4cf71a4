import { type Converter, converted, refusal } from './converted.ts'

/** English, signs, and what programs write; then German, French, Spanish, Portuguese, Italian, Dutch, Polish, … */
const yes = `
  true t yes y yep 1 1.0 on x ✓ ✔ ☑ ✅ checked enabled
  ja j wahr oui o vrai si sí s verdadero sim verdadeiro sì vero waar tak prawda
  sant sann kyllä kylla tosi ano igen igaz da adevărat adevarat evet doğru dogru
  да истина так ναι はい 真 是 예 네 نعم כן`
const no = `
  false f no n nope 0 0.0 off ✗ ✘ ☐ ❌ unchecked disabled
  nein falsch non faux falso não nao nee onwaar nie fałsz falsz
  nej nei usant falskt falsk ei epätosi ne nem hamis nu fals hayır hayir yanlış yanlis
  нет ложь ні όχι いいえ 偽 否 假 아니요 아니오 لا לא`

const words: ReadonlyMap<string, boolean> = new Map([
  ...yes
    .trim()
    .split(/\s+/)
    .map(word => [word, true] as const),
  ...no
    .trim()
    .split(/\s+/)
    .map(word => [word, false] as const),
])

const notACheckbox = refusal(
  'not_a_checkbox',
  'not a yes or a no: expected true, false, yes, no, 1 or 0, or use values',
)

/** CHECKBOX: the usual words for yes and no, in many languages, in any case. */
export const convertCheckbox: Converter<boolean> = text => {
  const value = words.get(text) ?? words.get(text.normalize('NFC').toLowerCase())
  return value === undefined ? notACheckbox : converted(value)
}
