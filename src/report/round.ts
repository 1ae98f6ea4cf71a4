/** To two decimal places, as JSON tells seconds and rates. */
export function round(value: number): number {
  return Math.round(value * 100) / 100
}
