import { expect } from 'vitest'

export interface ParsedSample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

/**
 * Reads Prometheus' text format as strictly as it is described, and refuses what the node exporter would: a metric whose
 * lines are apart, a type that comes after a sample, a series twice, a timestamp.
 * Source: Prometheus' "Exposition formats".
 */
export function parsePrometheus(text: string): readonly ParsedSample[] {
  expect(text.endsWith('\n')).toBe(true)
  const samples: ParsedSample[] = []
  const types = new Map<string, string>()
  const helps = new Set<string>()
  const ended = new Set<string>()
  const series = new Set<string>()
  let current = ''
  for (const line of text.slice(0, -1).split('\n')) {
    const { name, rest } = nameOf(line)
    if (name !== current) {
      expect(ended.has(name), `${name} in one place`).toBe(false)
      ended.add(current)
      current = name
    }
    if (line.startsWith('# HELP ')) {
      expect(helps.has(name)).toBe(false)
      expect(rest).toMatch(/^(?:[^\\]|\\\\|\\n)+$/)
      helps.add(name)
    } else if (line.startsWith('# TYPE ')) {
      expect(['gauge', 'counter']).toContain(rest)
      expect(types.has(name)).toBe(false)
      types.set(name, rest)
    } else {
      const sample = sampleOf(name, rest)
      expect(types.get(name)).toBe(name.endsWith('_total') ? 'counter' : 'gauge')
      expect(helps.has(name)).toBe(true)
      const id = JSON.stringify([name, [...sample.labels].toSorted()])
      expect(series.has(id), `${id} once`).toBe(false)
      series.add(id)
      samples.push(sample)
    }
  }
  return samples
}

function nameOf(line: string): { readonly name: string; readonly rest: string } {
  const groups = /^(?:# (?:HELP|TYPE) )?(?<name>[a-zA-Z_:][\w:]*) ?(?<rest>.*)$/.exec(line)?.groups
  expect(groups, line).toBeDefined()
  return { name: groups?.['name'] ?? '', rest: groups?.['rest'] ?? '' }
}

function sampleOf(name: string, rest: string): ParsedSample {
  const label = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"/g
  const [, list = '', value = ''] =
    /^(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\\\|\\"|\\n)*",?)*)\} )?(\S+)$/.exec(rest) ?? []
  expect(value, `${name} ${rest}`).toMatch(/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/)
  const labels = [...list.matchAll(label)].map(([, key = '', text = '']): [string, string] => [
    key,
    text.replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character)),
  ])
  expect(new Set(labels.map(([key]) => key)).size).toBe(labels.length)
  return { name, labels: new Map(labels), value: Number(value) }
}
