/** A value of a YAML text and where it stands, as an offset. What an alias stands for is shared, never copied. */
export type YamlNode = Extent &
  (
    | { readonly kind: 'scalar'; readonly value: unknown }
    | { readonly kind: 'list'; readonly items: readonly YamlNode[] }
    | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, YamlEntry> }
  )

interface Extent {
  readonly at: number
  /** Values in it, itself and what its aliases stand for among them. */
  readonly size: number
  /** Levels of maps and lists that it takes. */
  readonly height: number
}

export interface YamlEntry {
  /** Where its key stands. */
  readonly at: number
  readonly value: YamlNode
}

/** A value that is neither a map nor a list. */
export function scalarNode(value: unknown, at: number): YamlNode {
  return { kind: 'scalar', value, at, size: 1, height: 0 }
}

/** How much a map or a list holds that has these parts. */
export function extentOf(parts: readonly YamlNode[]): Pick<Extent, 'size' | 'height'> {
  let size = 1
  let height = 0
  for (const part of parts) {
    size += part.size
    height = Math.max(height, part.height)
  }
  return { size, height: height + 1 }
}
