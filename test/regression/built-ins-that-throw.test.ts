import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { register, unbuilt, Workplace } from '../integration/TidemarkRun.ts';
import { nodes } from '../system/nodes.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});
afterEach(() => place.close());

const breaking = `function () { throw new Error('not for you'); }`;
const working = (then: string) => `
  const { setTimeout: later } = globalThis;
  later(() => { ${then} }, 2500);
  later(() => { process.stdout.write('done'); process.exit(0); }, 5000);`;
const faults = /A part of Tidemark has stopped/g;

async function run(
  node: string,
  program: string,
  before = '',
  name = 'app.mjs',
  imported = pathToFileURL(register).href,
) {
  const options = ['--require', `./${place.script(before, 'before.cjs')}`];
  const child = spawn(node, [...options, '--import', imported, place.script(program, name)], {
    cwd: place.folder,
    env: {
      ...process.env,
      NODE_OPTIONS: undefined,
      NODE_V8_COVERAGE: undefined,
      TIDEMARK_RECORDER_DIRECTORY: place.sockets,
      TIDEMARK_SAMPLING_INTERVAL: '100ms',
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

/** A timer of Tidemark threw what `Math.max` threw, into the event loop of the application. */
describe.skipIf(unbuilt).each(nodes)('built-ins that throw, on Node.js $major', ({ path, missing }) => {
  it('do not end the application, which is told once what is lost', async ({ skip }) => {
    if (missing !== undefined) return skip(missing);
    const breakMath = `for (const name of ['max', 'min', 'floor', 'round']) Math[name] = ${breaking};`;
    const ending = await run(path, working(breakMath));
    expect(ending).toMatchObject({ code: 0, stdout: 'done' });
    expect(ending.stderr.match(faults)).toHaveLength(1);
    expect(ending.stderr).toContain('The reason: not for you.');
  });

  it('do no harm where they are timers, or methods of arrays', async ({ skip }) => {
    if (missing !== undefined) return skip(missing);
    const breakThem = `
      for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'])
        globalThis[name] = ${breaking};
      for (const name of ['map', 'filter', 'find', 'findLast', 'flatMap', 'reduce', 'toSorted', 'at', 'some'])
        Object.defineProperty(Array.prototype, name, { configurable: true, writable: true, value: ${breaking} });`;
    const ending = await run(path, working(breakThem));
    expect(ending).toMatchObject({ code: 0, stdout: 'done' });
    expect((ending.stderr.match(faults) ?? []).length).toBeLessThanOrEqual(1);
  });

  /** Each import left a rejection within Node.js that nobody could catch. */
  it('do not end an application whose first act is to replace Promise.prototype.then', async ({ skip }) => {
    if (missing !== undefined) return skip(missing);
    const program = `Promise.prototype.then = ${breaking};${working('')}`;
    const ending = await run(path, program, '', 'app.cjs');
    expect(ending).toMatchObject({ code: 0, stdout: 'done' });
    expect(ending.stderr).toMatch(/Nothing is recorded .*then has been replaced, and throws: not for you/);
    expect(ending.stderr).not.toMatch(faults);
  });

  /** As docs/security.md says, so that nothing that is loaded by `--import` can help it. */
  it('end with Node.js itself where then throws before any --import, even of an empty module', async ({
    skip,
  }) => {
    if (missing !== undefined) return skip(missing);
    const before = `Promise.prototype.then = ${breaking};`;
    const empty = pathToFileURL(join(place.folder, place.script('', 'empty.mjs'))).href;
    const ending = await run(path, working(''), before, 'app.cjs', empty);
    expect(ending).toMatchObject({ code: 1, stdout: '' });
  });

  it.for(['map', 'slice', 'flatMap', 'join'])(
    'leave the application alone where Array.prototype.%s throws before Tidemark is loaded',
    async (name, { skip }) => {
      if (missing !== undefined) return skip(missing);
      const before = `Object.defineProperty(Array.prototype, '${name}', { configurable: true, writable: true, value: ${breaking} });`;
      const ending = await run(path, working(''), before);
      expect(ending).toMatchObject({ code: 0, stdout: 'done' });
      expect(ending.stderr.match(/Tidemark stays off: not for you/g)).toHaveLength(1);
    },
  );
});
