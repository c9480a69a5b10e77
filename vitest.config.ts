import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumFlags, findChromium } from './test/findChromium.ts';

/** What else decides how letters and colours are drawn is a machine's own. */
const sameEverywhere = ['--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb'];

/** The tests that need a real browser. Without a Chromium they are left out, which is a failure where it must not happen. */
function browserProjects(): TestProjectInlineConfiguration[] {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    const missing = 'No Chromium found (chromium, chromium-browser, google-chrome): run `npm run setup`.';
    if (process.env.CI) throw new Error(`${missing} Under CI the browser tests must run.`);
    process.stderr.write(`\n${missing} The browser tests are left out.\n\n`);
    return [];
  }
  return [
    {
      // Otherwise Vite finds them while the tests run, and reloads the page under them.
      optimizeDeps: { include: ['uplot', 'axe-core'] },
      test: {
        name: 'browser',
        include: ['test/browser/**/*.test.ts'],
        exclude: ['test/browser/screenshots/**'],
        testTimeout: 20_000,
        browser: {
          enabled: true,
          headless: true,
          screenshotFailures: false,
          // Charts that are not seen are not painted.
          viewport: { width: 1280, height: 3_000 },
          provider: playwright({
            launchOptions: { executablePath, args: [...chromiumFlags] },
            contextOptions: { colorScheme: 'dark' },
          }),
          instances: [{ browser: 'chromium' }],
        },
      },
    },
    {
      optimizeDeps: { include: ['uplot'] },
      test: {
        name: 'screenshots',
        include: ['test/browser/screenshots/*.test.ts'],
        testTimeout: 60_000,
        browser: {
          enabled: true,
          headless: true,
          screenshotFailures: false,
          provider: playwright({
            launchOptions: { executablePath, args: [...chromiumFlags, ...sameEverywhere] },
            // A view that does not fit in would be shown smaller.
            contextOptions: { deviceScaleFactor: 1, viewport: { width: 1_400, height: 5_000 } },
          }),
          expect: {
            toMatchScreenshot: {
              comparatorName: 'pixelmatch',
              comparatorOptions: { threshold: 0.15, allowedMismatchedPixelRatio: 0.005 },
              resolveScreenshotPath: ({ root, testFileDirectory, arg, ext }) =>
                join(root, testFileDirectory, 'approved', `${arg}${ext}`),
            },
          },
          instances: [{ browser: 'chromium' }],
        },
      },
    },
  ];
}

export default defineConfig({
  test: {
    reporters: ['default', './test/countReporter.ts'],
    // Many tests start real processes and wait for them; Vitest's default is one core fewer than there are.
    maxWorkers: availableParallelism() + 1,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts', 'examples/*/src/**/*.ts'],
      exclude: ['**/*.d.ts'],
      reporter: ['text-summary', 'html', 'json-summary'],
      thresholds: { lines: 90, branches: 90 },
    },
    projects: [
      {
        // The example imports the package by its name, which would be what was built last.
        resolve: {
          alias: {
            'tidemark/pressure': join(import.meta.dirname, 'src/pressure/index.ts'),
            'tidemark/testing': join(import.meta.dirname, 'src/testing/index.ts'),
          },
        },
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts', 'examples/*/test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          testTimeout: 60_000,
          execArgv: ['--expose-gc'],
        },
      },
      ...browserProjects(),
    ],
  },
});
