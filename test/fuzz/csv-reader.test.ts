import fc from 'fast-check'
import { test } from 'vitest'
import { csvReaderTargets } from './csv-reader.ts'

test.each(csvReaderTargets)('$name', async ({ property, tries }) => {
  await fc.assert(property, { numRuns: tries })
})
