import { mergeConfig } from 'vitest/config'
import base from '../../vitest.config.js'

/** As a user runs the kit, but for a limit of a second where vitest's own is five. */
// oxlint-disable-next-line import/no-default-export -- vitest reads it so
export default mergeConfig(
  { ...base, test: {} },
  { test: { include: ['test/conformance/frameworks/failing.vitest.ts'], testTimeout: 1000 } },
)
