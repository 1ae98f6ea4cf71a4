// What csv-parse alone takes for a file: `node peers/bare-csv-parse.mjs FILE CHUNK_BYTES` reads every row as an array of
// texts and prints how many there were. Plain JavaScript, so that no time goes into stripping types.
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { parse } from 'csv-parse'

const [file = '', chunkBytes] = process.argv.slice(2)
let rows = 0
await pipeline(createReadStream(file, { highWaterMark: Number(chunkBytes) }), parse(), async records => {
  for await (const _ of records) rows += 1
})
process.stdout.write(`${rows}\n`)
