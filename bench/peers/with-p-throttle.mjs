// p-throttle as its readme has it: so many calls a second, each attempt one of them.
import pThrottle from 'p-throttle'
import { attempt, close, create, limit, numbers } from './attempt.mjs'

const throttled = pThrottle({ limit, interval: 1000 })(attempt)
await Promise.all(numbers.map(number => create(number, throttled)))
await close()
