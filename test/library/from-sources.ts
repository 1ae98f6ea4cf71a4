import { registerHooks } from 'node:module'

/** For `node --import`: what a program imports from the package comes from its sources, and not from what was last built. */
const library = new URL('../../src/index.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'lightfield-import' ? { url: library, shortCircuit: true } : next(specifier, context),
})
