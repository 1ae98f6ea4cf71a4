import { createHash } from 'node:crypto'

/** Numbers in [0, 1) that look like chance and are the same ones again for the same seed, on every machine. */
export function seededChance(seed: number): () => number {
  let drawn = 0
  return () => {
    drawn += 1
    return createHash('sha256').update(`${seed}/${drawn}`).digest().readUIntBE(0, 6) / 2 ** 48
  }
}
