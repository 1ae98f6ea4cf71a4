import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Several tests start real child processes; two of them on a two-core machine need more than the default.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
