import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTool } from '../../src/agent/isTool.ts';
import { main, register, unbuilt } from '../integration/TidemarkRun.ts';

let folder: string;

function file(path: string, text = ''): string {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-tools-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// NODE_OPTIONS of a container reaches `npm start` and `npx tidemark postmortem`, too: npm had the dashboard's port, and
// each command left a record that the next one told of as the death of the application.
describe('NODE_OPTIONS=--import=tidemark/register', () => {
  it('leaves package managers alone, by whatever link they are called', () => {
    for (const path of [
      'lib/node_modules/npm/bin/npx-cli.js',
      'lib/node_modules/pnpm/bin/pnpm.cjs',
      'lib/node_modules/corepack/dist/yarn.js',
      'opt/yarn-v1.22.22/bin/yarn.js',
      'app/.yarn/releases/yarn-4.1.0.cjs',
      'app/node_modules/tidemark/dist/cli/main.js',
    ]) {
      expect(isTool(file(path)), path).toBe(true);
    }
    const linked = join(folder, 'npm');
    symlinkSync(file('lib/node_modules/npm/bin/npm-cli.js'), linked);
    expect(isTool(linked)).toBe(true);
  });

  it('watches applications, even those with such names', () => {
    for (const path of ['app/dist/main.js', 'app/npm.js', 'srv/yarn/dist/server.js', 'lib/npm/bin/main.js']) {
      expect(isTool(file(path)), path).toBe(false);
    }
    expect(isTool(undefined)).toBe(false);
    expect(isTool(join(folder, 'npm-that-is-not-there'))).toBe(false);
  });

  it.skipIf(unbuilt)('opens no dashboard in them', () => {
    const run = (...given: readonly string[]): string => {
      const { stderr } = spawnSync(process.execPath, given, {
        cwd: folder,
        encoding: 'utf8',
        env: {
          ...process.env,
          NODE_OPTIONS: `--import=${pathToFileURL(register).href}`,
          TIDEMARK_RECORDER_ENABLED: 'false',
          TIDEMARK_PORT: '0',
        },
      });
      return stderr;
    };
    expect(run(main, 'doctor')).toBe('');
    expect(run(file('lib/node_modules/npm/bin/npm-cli.js', 'setTimeout(() => {}, 300);'))).toBe('');
    const untilTold = "process.on('warning', () => process.exit()); setInterval(() => {}, 1000);";
    expect(run(file('app/server.js', untilTold))).toContain('The dashboard is at ');
  });
});
