// p-limit alone: as many at the same time as the limit and the latency need, a fifth more so that it can be reached.
import pLimit from 'p-limit'
import { close, create, latencyMs, limit, numbers } from './attempt.mjs'

const atATime = pLimit(Math.ceil((1.2 * limit * latencyMs) / 1000))
await Promise.all(numbers.map(number => atATime(() => create(number))))
await close()
