import { plainLine } from '../../report/text.ts'

/** One metric with its samples, in Prometheus' text format. */
export interface Metric {
  /** Without the prefix that all of ours have. */
  readonly name: string
  readonly type: 'gauge' | 'counter'
  /** The same in every file: a collector that reads several complains otherwise. */
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly labels: Labels
  readonly value: number
}

export type Labels = readonly (readonly [name: string, value: string])[]

const prefix = 'lightfield_import_'

/** What every file of ours begins with: by it, a file of metrics is told from what somebody named by a slip. */
export const metricsStart = `# HELP ${prefix}`

/** A metric without a sample is left out. Source: Prometheus' "Exposition formats", text format 0.0.4. */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, type, help, samples }) => [
      `# HELP ${prefix}${name} ${help}\n`,
      `# TYPE ${prefix}${name} ${type}\n`,
      ...samples.map(({ labels, value }) => `${series(name, labels)} ${value}\n`),
    ])
    .join('')
}

/** Values of a file of ours, by their series; what is no sample is passed over. */
export function readMetrics(text: string): (name: string, labels: Labels) => number | null {
  const values = new Map<string, number>()
  for (const line of text.split('\n')) {
    const at = line.lastIndexOf(' ')
    const value = Number(line.slice(at + 1))
    if (at > 0 && line[0] !== '#' && Number.isFinite(value)) values.set(line.slice(0, at), value)
  }
  return (name, labels) => values.get(series(name, labels)) ?? null
}

function series(name: string, labels: Labels): string {
  return `${prefix}${name}{${labels.map(([label, value]) => `${label}="${escaped(value)}"`).join(',')}}`
}

/** The names of imports are anybody's, and are looked at on pages and terminals. */
function escaped(value: string): string {
  return plainLine(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')
}
