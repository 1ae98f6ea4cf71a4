import fc from 'fast-check'
import { test } from 'vitest'
import { responseParserTargets } from './response-parser.ts'

test.each(responseParserTargets)('$name', async ({ property, tries }) => {
  await fc.assert(property, { numRuns: tries })
})
