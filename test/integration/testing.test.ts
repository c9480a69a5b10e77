import { afterAll, describe, expect, it } from 'vitest';
import { RunnerFolder } from '../testing/RunnerFolder.ts';

const limitMs = 480_000;
/** Machines that run tests are busy: a test is to end by what it finds, and not by the clock. */
const patience = 'timeoutMs: 200000, confirmingRuns: 600';
const leaking = ['leakingMap', 'leakingListener', 'leakingClosure', 'leakingAsync'];
const sound = ['clean', 'cleanAsync', 'cacheOnce', 'boundedCache'];
const folders: RunnerFolder[] = [];

afterAll(() => {
  for (const folder of folders) folder.close();
});

function folderWith(packages: readonly string[]): RunnerFolder {
  const folder = new RunnerFolder(packages);
  folders.push(folder);
  return folder;
}

/** The same in Vitest and in Jest. Who holds it is asked of one leak alone, since that takes seconds. */
const matching = `
expect.extend({ toLeak, toBeCollected });
for (const name of ${JSON.stringify(leaking)}) {
  test(name + ' leaks', () => expect(operations[name]).toLeak({ ${patience} }), 300000);
}
for (const name of ${JSON.stringify(sound)}) {
  test(name + ' does not', () => expect(operations[name]).not.toLeak({ ${patience} }), 300000);
}
test('is told why', () => expect(operations.leakingMap).not.toLeak({ ${patience} }), 300000);
test('is let go of', () => expect(operations.letGo).toBeCollected({ timeoutMs: 200000 }), 300000);
test('is kept', () => expect(operations.keepForEver).toBeCollected({ timeoutMs: 200000 }), 300000);
`;

describe('in real runners', () => {
  it('Vitest tells leaks from what only looks like one, and who holds them', {
    timeout: limitMs,
  }, async () => {
    const folder = folderWith(['vitest']);
    folder.write(
      'leaks.spec.mjs',
      `import { expect, test } from 'vitest';
import { toBeCollected, toLeak } from 'tidemark/testing';
import operations from './operations.cjs';
${matching}`,
    );
    const { code, text } = await folder.run([
      folder.program('vitest/vitest.mjs'),
      'run',
      '--root',
      '.',
      '--reporter=verbose',
    ]);
    const said = told(text);
    expect(said).toMatchObject({ passed: 9, failed: ['is kept', 'is told why'] });
    expect(code).toBe(1);
    expect(text).toMatch(/expect\(operation\)\.not\.toLeak\(\)\s+It leaks: each run keeps \d+ bytes/);
    expect(text).toMatch(
      /holder {3}.*Map, \d+ % of what stayed\s+gains {4}1 Session \(operations\.cjs:5\) a run/,
    );
    expect(text).toMatch(/try {6}bound it \(max, ttl\)/);
    expect(text).toMatch(/The object \(Session\) is still alive/);
  });

  it('Jest does likewise, with the same matchers', { timeout: limitMs }, async () => {
    const folder = folderWith([]);
    folder.write(
      'jest.config.cjs',
      `module.exports = { transform: {}, testMatch: ['**/*.spec.cjs'], moduleFileExtensions: ['js', 'cjs', 'json'] };`,
    );
    folder.write(
      'leaks.spec.cjs',
      `const { toBeCollected, toLeak } = require('tidemark/testing');
const operations = require('./operations.cjs');
${matching}`,
    );
    const { code, text } = await folder.run([folder.program('jest/bin/jest.js'), '--verbose']);
    expect(told(text)).toMatchObject({ passed: 9, failed: ['is kept', 'is told why'] });
    expect(code).toBe(1);
    expect(text).toMatch(/holder {3}sessions \(module operations\.cjs\) → Map, \d+ % of what stayed/);
    expect(text).toMatch(/gains {4}1 Session \(operations\.cjs:5\) a run/);
    expect(text).toMatch(/holder {3}held \(module operations\.cjs\) → session/);
  });

  it('node:test has assertions, whose errors say who holds it', { timeout: limitMs }, async () => {
    const folder = folderWith([]);
    folder.write(
      'leaks.test.mjs',
      `import test from 'node:test';
import { assertCollected, assertNoLeak } from 'tidemark/testing';
import operations from './operations.cjs';
for (const name of ${JSON.stringify([...leaking, ...sound])}) {
  test(name, () => assertNoLeak(operations[name], { ${patience} }));
}
test('letGo', () => assertCollected(operations.letGo));
test('keepForEver', () => assertCollected(operations.keepForEver, { timeoutMs: 200000 }));
`,
    );
    const { code, text } = await folder.run(['--test', '--test-reporter=tap', 'leaks.test.mjs']);
    const lines = [...text.matchAll(/^ *(not ok|ok) \d+ - (\w+)$/gm)];
    expect(lines.filter(([, how]) => how === 'not ok').map(([, , name]) => name)).toEqual([
      ...leaking,
      'keepForEver',
    ]);
    expect(lines.filter(([, how]) => how === 'ok').map(([, , name]) => name)).toEqual([...sound, 'letGo']);
    expect(code).toBe(1);
    expect(text).toContain("code: 'ERR_ASSERTION'");
    expect(text).toMatch(/holder {3}sessions \(module operations\.cjs\) → Map/);
    expect(text).toMatch(/holder {3}bus \(module operations\.cjs\) → _events\.tick → Array/);
    expect(text).toMatch(/try {6}bus\.off\("tick", listener\)/);
    expect(text).toMatch(/holder {3}handlers \(module operations\.cjs\) → Array/);
    expect(text).toMatch(/holder {3}answers \(module operations\.cjs\) → Map/);
    expect(text).toMatch(/holder {3}held \(module operations\.cjs\) → session → Session/);
  });
});

/** Which tests passed, of the verbose reports of Vitest and of Jest. */
function told(text: string): {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly text: string;
} {
  const marked = [...text.matchAll(/^\s*([✓√✕×]) (?:.* > )?(.+?)(?: \(?[\d.]+ ?m?s\)?)?$/gm)];
  const failed = marked.filter(([, mark]) => mark === '✕' || mark === '×').map(([, , name]) => name!);
  return { passed: marked.length - failed.length, failed: failed.sort(), text };
}
