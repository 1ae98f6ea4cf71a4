import { readFileSync } from 'node:fs'

/** uPlot as it was installed: a script that can stand in a page, with its style sheet and the notice that its licence asks for. */
export interface ChartLibrary {
  readonly script: string
  readonly style: string
  readonly licence: string
}

/** Read when a page is made, since nothing else has a use for it. */
export function readChartLibrary(): ChartLibrary {
  const read = (path: string): string => readFileSync(new URL(import.meta.resolve(`uplot/${path}`)), 'utf8')
  return { script: read('dist/uPlot.iife.min.js'), style: read('dist/uPlot.min.css'), licence: read('LICENSE') }
}
