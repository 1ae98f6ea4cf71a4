// Loaded before a measured program: at its end, writes what it used to the file that BENCH_USAGE_FILE names.
// Plain JavaScript, because stripping types would itself take time and memory in the process that is measured.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const file = process.env.BENCH_USAGE_FILE
delete process.env.BENCH_USAGE_FILE
if (isMainThread && file !== undefined) {
  process.once('exit', () => writeFileSync(file, JSON.stringify({ peakBytes: peakBytes(), cpuSeconds: cpuSeconds() })))
}

/** Linux counts the memory of the process that started this one in `maxRSS`; `VmHWM` is this one's alone. */
function peakBytes() {
  const own = existsSync('/proc/self/status') && /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  return Number(own ? own[1] : process.resourceUsage().maxRSS) * 1024
}

function cpuSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
