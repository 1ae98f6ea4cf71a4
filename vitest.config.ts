import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests start one real process after the other, which take their time on two cores that are busy otherwise: these
    // are there for a test that hangs, and say nothing about how fast anything has to be.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Programs that tests start leave the caches of whoever runs them alone.
    env: { NODE_DISABLE_COMPILE_CACHE: '1' },
  },
})
