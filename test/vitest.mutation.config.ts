/** The tests that mutation testing runs: all that are quick and in one process. */
import config from './vitest.config.js'

const quick = ['test/*.test.ts', 'test/rules/**/*.test.ts', 'test/protocol/**/*.test.ts', 'test/xml/**/*.test.ts']

export default { ...config, test: { ...config.test, include: quick, exclude: ['test/readme.test.ts'], typecheck: { enabled: false } } }
