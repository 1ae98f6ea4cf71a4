import type { Bench } from './bench.ts'
import { checkBench } from './check.ts'
import { createsBench } from './creates.ts'
import { findOrCreateBench } from './find-or-create.ts'
import { memoryBench } from './memory.ts'
import { nightlyBench } from './nightly.ts'
import { resumeBench } from './resume.ts'
import { sharedBench } from './shared.ts'
import { startUpBench } from './start-up.ts'
import { unlimitedBench } from './unlimited.ts'

/** Every measurement, in the order in which they are taken. */
export const benches: readonly Bench[] = [
  createsBench,
  sharedBench,
  findOrCreateBench,
  nightlyBench,
  checkBench,
  unlimitedBench,
  resumeBench,
  memoryBench,
  startUpBench,
]
