import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'hack/**/*.test.ts',
            'test/{provider-contract,helpers,replay}/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          exclude: ['**/*.e2e.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          // The vendors' own clients; the first run installs and builds them into the user's cache.
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 1_200_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.test.ts', 'hack/**/*.e2e.test.ts'],
          globalSetup: ['test/e2e/global-setup.ts'],
          // Most of the time is waiting. Each file that runs at a time has a control plane and a Temporal of its own.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/long/**/*.test.ts'],
          globalSetup: ['test/e2e/global-setup.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 1_800_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
