/**
 * The tests that mutation testing of the conformance kit runs: those of the kit, but for what takes minutes (every planted
 * mutant against every law) and for what needs a browser or another process.
 */
import config from './vitest.mutation.config.js'

export default {
  ...config,
  test: {
    ...config.test,
    include: ['test/conformance/**/*.test.ts'],
    exclude: ['test/conformance/{mutants,speed}.test.ts', '**/html-browser.test.ts'],
    testNamePattern: '^(?!.*(node:test runs the kit))',
  },
}
