// The sandbox in a process of its own: `node simulator-process.mjs OPTIONS` with the options of `startSandbox` as JSON.
// Prints where it listens, and ends with SIGTERM. Plain JavaScript, so that no time goes into stripping types.
import { startSandbox } from '../dist/index.js'

const sandbox = await startSandbox(JSON.parse(process.argv[2] ?? '{}'))
process.once('SIGTERM', () => sandbox.close())
process.stdout.write(`${sandbox.url}\n`)
