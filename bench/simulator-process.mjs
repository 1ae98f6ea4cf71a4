// The sandbox in a process of its own: `node simulator-process.mjs OPTIONS` with the options of `startSandbox` as JSON.
// Prints where it listens, and ends when its stdin does: whoever started it is gone then, however that came about. Plain
// JavaScript, so that no time goes into stripping types.
import { startSandbox } from '../dist/index.js'

const sandbox = await startSandbox(JSON.parse(process.argv[2] ?? '{}'))
process.stdin.once('end', () => process.exit()).resume()
process.stdout.write(`${sandbox.url}\n`)
