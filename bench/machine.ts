import { cpus, totalmem, type } from 'node:os'
import type { BenchSize } from './bench.ts'

/** When and where the figures were taken, as one line. */
export function conditions({ isQuick }: BenchSize): string {
  const processors = cpus()
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB of memory`
  const machine = `${processors.length} cores (${processors[0]?.model.trim() ?? 'unknown'}), ${memory}, ${type()}`
  const date = new Date().toISOString().slice(0, 10)
  return `Measured on ${date} with Node ${process.versions.node} on ${machine}${isQuick ? ', `--quick`' : ''}.`
}
