import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
const src = (file: string): string => `${root}src/${file}`

export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^xmpp-push-rules$/, replacement: src('index.ts') },
      { find: /^xmpp-push-rules\/xml$/, replacement: src('xml.ts') },
      { find: /^xmpp-push-rules\/log$/, replacement: src('log.ts') },
      { find: /^xmpp-push-rules\/conformance$/, replacement: src('conformance.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.prop.test.ts'],
    typecheck: {
      enabled: true,
      include: ['test/**/*.test-d.ts'],
      tsconfig: `${root}tsconfig.json`,
      // `npm run typecheck` reports those
      ignoreSourceErrors: true,
    },
    testTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: [['text', { skipFull: true }], 'json-summary'],
      thresholds: { lines: 98, branches: 98 },
    },
  },
})
