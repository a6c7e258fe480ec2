/**
 * The tests that mutation testing runs: the examples, rule by rule. Properties would kill some more mutants, but each
 * takes as long as all of these together, and bounds in time mean nothing while two runners share the machine.
 */
import config from './vitest.config.js'

const examples = ['test/*.test.ts', 'test/{state,options,stanza,rules,protocol,step,xml}/**/*.test.ts']

const slow = ['**/*.prop.test.ts', 'test/step/reveals.test.ts']

/** The sources are written anew for the run. */
const readingSources = ['test/readme.test.ts', 'test/index.test.ts', 'test/rules/reference.test.ts']

export default {
  ...config,
  test: {
    ...config.test,
    include: examples,
    exclude: [...slow, ...readingSources],
    testNamePattern: '^(?!.*(hostile sizes|bounds ))',
    typecheck: { enabled: false },
    // One process imports everything once: that is most of the time of a run.
    isolate: false,
    fileParallelism: false,
  },
}
