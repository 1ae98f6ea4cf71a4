import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** The space for new objects doubles, so that it ends at 32 MiB; left alone it goes on to 128 MiB on a large machine. */
let growsBelowBytes = 24 * 1024 * 1024

/** How much garbage may gather among older objects before it is collected, in percent of what was alive. */
const growingPercent = 50

/**
 * Keeps the heap near what is alive in it, for the rest of this process. V8 goes by the memory that the machine has, which
 * is not this program's to fill: a run with 30 MiB of live objects would take 390. Set at run time, so that it holds
 * however the program is started. Of V8's flags these two are heeded then, on Node 22 and 24; limits of size are not.
 */
export function boundHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${growingPercent}`)
  // After each collection, since the space shrinks in a quiet time. Observing keeps no process alive.
  new PerformanceObserver(() => {
    setFlagsFromString(`--semi-space-growth-factor=${newSpaceBytes() < growsBelowBytes ? 2 : 1}`)
  }).observe({ entryTypes: ['gc'] })
}

/**
 * For a command that goes through rows one after the other and keeps none: half of that space will do, since next to nothing
 * in it outlives a collection. To be called before the rows are read.
 */
export function boundHeapOfListing(): void {
  growsBelowBytes = 12 * 1024 * 1024
}

function newSpaceBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0
}
