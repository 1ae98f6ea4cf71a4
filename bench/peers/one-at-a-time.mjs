// A plain loop: the next create leaves when the last one is answered.
import { close, create, numbers } from './attempt.mjs'

for (const number of numbers) await create(number)
await close()
