import fc from 'fast-check'

/** A claim about code that reads what others have written, tried with whatever could be written. */
export interface FuzzTarget {
  readonly name: string
  readonly property: fc.IAsyncProperty<unknown[]>
  /** Tries in a test; a longer run goes by time instead. */
  readonly tries: number
}

/** A target of any number of arbitraries. */
export function target<Inputs extends [unknown, ...unknown[]]>(
  name: string,
  tries: number,
  inputs: { [Index in keyof Inputs]: fc.Arbitrary<Inputs[Index]> },
  claim: (...values: Inputs) => Promise<void> | void,
): FuzzTarget {
  const property = fc.asyncProperty(fc.tuple(...inputs), async values => claim(...(values as Inputs)))
  return { name, tries, property: property as unknown as FuzzTarget['property'] }
}

/** A text as somebody might have spoilt it: pieces cut out, doubled, moved, or put in from elsewhere. */
export function mutated(texts: readonly [string, ...string[]], pieces: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 12 }),
    put: fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 4 }), fc.constant('')),
    doubles: fc.boolean(),
  })
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(edit, { maxLength: 6 }))
    .map(([text, edits]) => edits.reduce(spoil, text))
}

function spoil(
  text: string,
  { at, length, put, doubles }: { at: number; length: number; put: string; doubles: boolean },
): string {
  const from = Math.floor(at * text.length)
  const cut = text.slice(from, from + length)
  return text.slice(0, from) + put + (doubles ? cut + cut : '') + text.slice(from + length)
}
