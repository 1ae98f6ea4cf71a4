import { plainLine } from '../text.ts'

/** Text that is HTML already: made by `html` and `trusted` alone. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What can stand in a template: text and numbers are escaped, null is nothing. */
export type Part = Html | string | number | null | readonly Part[]

/**
 * HTML with parts put in. Whatever is no HTML yet is escaped, for text and for attributes in double quotes alike, with what
 * steers or hides text written out; so that nothing that comes out of a file or from a server can be anything but text.
 */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.map((text, at) => text + partText(parts[at] ?? null)).join(''))
}

/** Text of our own that goes in as it stands, such as a style sheet. */
export function trusted(text: string): Html {
  return new Html(text)
}

/** A sentence of the catalogue: what stands between backticks is code. */
export function prose(text: string): Html {
  const parts = text.split('`').map((part, at) => (at % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))
  return html`${parts}`
}

/** Text fit for HTML: between tags and in attributes. */
export function escapeHtml(text: string): string {
  return plainLine(text).replace(/[&<>"']/g, character => entities.get(character) ?? character)
}

/** A value as JSON that can stand in a script element: nothing in it ends the element, or begins a comment. */
export function scriptJson(value: unknown): Html {
  const text = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return new Html(text)
}

/** An address as one that a page may link to: http and https only; null for any other. */
export function webAddress(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

function partText(part: Part): string {
  if (part === null) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'number') return String(part)
  return typeof part === 'string' ? escapeHtml(part) : part.map(partText).join('')
}
