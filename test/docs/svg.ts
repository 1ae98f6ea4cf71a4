import type { Span } from '../cli/live/screen.ts'

/** Colours of a terminal by their numbers in its palette, on a dark ground. */
const palette: readonly string[] = [
  '#6e7681',
  '#ff7b72',
  '#7ee787',
  '#f2cc60',
  '#79c0ff',
  '#d2a8ff',
  '#76e3ea',
  '#e6edf3',
  '#8b949e',
]
const ground = '#0d1117'
const ink = '#e6edf3'
const faint = '#8b949e'

const size = { fontPx: 14, characterPx: 8.43, linePx: 21, paddingPx: 18 } as const

/**
 * A terminal's screen as a picture.
 *
 * @param command what was typed, for the line above
 */
export function svgOf(command: string, lines: readonly (readonly Span[])[]): string {
  const shown: readonly (readonly Span[])[] = [
    [{ text: command, colour: null, isBold: false, isDim: true }],
    [],
    ...lines,
  ]
  const columns = Math.max(
    ...shown.map(
      spans =>
        spans
          .map(({ text }) => text)
          .join('')
          .trimEnd().length,
    ),
  )
  const width = Math.ceil(columns * size.characterPx + 2 * size.paddingPx)
  const height = shown.length * size.linePx + 2 * size.paddingPx
  const texts = shown.map((spans, at) => {
    const y = size.paddingPx + (at + 0.75) * size.linePx
    return `<text x="${size.paddingPx}" y="${y}" xml:space="preserve">${spans.map(spanText).join('')}</text>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(command)}, under way</title>`,
    `<rect width="100%" height="100%" rx="10" fill="${ground}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${size.fontPx}">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function spanText({ text, colour, isBold, isDim }: Span): string {
  const fill = colour === null ? (isDim ? faint : ink) : (palette[colour % 8] ?? ink)
  const length = (text.length * size.characterPx).toFixed(1)
  const weight = isBold ? ' font-weight="600"' : ''
  return `<tspan fill="${fill}"${weight} textLength="${length}" lengthAdjust="spacingAndGlyphs">${escaped(text)}</tspan>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
