// p-queue with an interval: so many tasks a second, each attempt one of them; what was refused goes first.
import PQueue from 'p-queue'
import { attempt, close, create, limit, numbers } from './attempt.mjs'

const queue = new PQueue({ intervalCap: limit, interval: 1000 })
const queued = number => queue.add(() => attempt(number), { priority: -number })
await Promise.all(numbers.map(number => create(number, queued)))
await close()
