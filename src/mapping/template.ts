/** A text with holes for columns, such as `{Company} - {Product}`. */
export interface Template {
  /** Text and column in turn; a doubled brace has become a single one. */
  readonly pieces: readonly TemplatePiece[]
}

export type TemplatePiece = { readonly kind: 'text' | 'column'; readonly text: string }

export type TemplateResult =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly message: string }

/** Reads a template. `{Name}` is a column, `{{` and `}}` are braces; a lone brace is a mistake that the result explains. */
export function parseTemplate(text: string): TemplateResult {
  const pieces: TemplatePiece[] = []
  let plain = ''
  let index = 0
  while (index < text.length) {
    const character = text.charAt(index)
    if ((character === '{' || character === '}') && text.charAt(index + 1) === character) {
      plain += character
      index += 2
    } else if (character === '{') {
      const end = text.indexOf('}', index)
      if (end < 0) return { ok: false, message: 'a "{" is not closed: write {Column}, or "{{" for a brace' }
      const column = text.slice(index + 1, end)
      if (column.trim() === '') return { ok: false, message: 'a "{}" names no column: write {Column}' }
      if (plain !== '') pieces.push({ kind: 'text', text: plain })
      pieces.push({ kind: 'column', text: column })
      plain = ''
      index = end + 1
    } else if (character === '}') {
      return { ok: false, message: 'a "}" closes nothing: write "}}" for a brace' }
    } else {
      plain += character
      index++
    }
  }
  if (plain !== '') pieces.push({ kind: 'text', text: plain })
  if (!pieces.some(piece => piece.kind === 'column')) {
    return { ok: false, message: 'the template names no column: write {Column}, or use "value" for a constant' }
  }
  return { ok: true, template: { pieces } }
}

/** The columns a template reads, each once. */
export function templateColumns(template: Template): readonly string[] {
  return [...new Set(template.pieces.filter(piece => piece.kind === 'column').map(piece => piece.text))]
}
