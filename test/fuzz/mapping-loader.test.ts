import fc from 'fast-check'
import { test } from 'vitest'
import { mappingLoaderTargets } from './mapping-loader.ts'

test.each(mappingLoaderTargets)('$name', async ({ property, tries }) => {
  await fc.assert(property, { numRuns: tries })
})
