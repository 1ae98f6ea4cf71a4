/** The middle value; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low = Number.NaN, high = low] = sorted.slice(
    Math.ceil(sorted.length / 2) - 1,
    Math.floor(sorted.length / 2) + 1,
  )
  return (low + high) / 2
}

/** `1,234` or, with decimals, `24.97`. */
export function figure(value: number, decimals = 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** A share as people say it: 0.9871 is `98.7%`. */
export function percent(share: number, decimals = 1): string {
  return `${figure(100 * share, decimals)}%`
}

/** The smallest and the largest of several figures. */
export function spread(values: readonly number[], decimals = 0): string {
  return `${figure(Math.min(...values), decimals)}–${figure(Math.max(...values), decimals)}`
}

/** Bytes in millions, as the aims count them. */
export function megabytes(bytes: number): number {
  return bytes / 1e6
}
