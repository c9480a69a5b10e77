import { expect, it } from 'vitest';
import { scriptOf } from '../../src/monitoring/scriptOf.ts';

const argv = ['/bin/node', '/app/server.js', 'secret'];

it('the script of a process is its first argument', () => {
  expect(scriptOf({ argv, execArgv: ['--expose-gc', '--env-file=p'] }, true)).toBe('/app/server.js');
  expect(scriptOf({ argv: ['/bin/node'], execArgv: [] }, true)).toBeUndefined();
});

it('code from the command line is no script, nor are its arguments', () => {
  for (const option of ['-e', '-p', '-pe', '--eval', '--print', '--eval=code()']) {
    const facts = { argv: ['/bin/node', 'secret'], execArgv: ['--expose-gc', option, 'code()'] };
    expect(scriptOf(facts, true)).toBeUndefined();
  }
});

it('a worker thread has a script also where its process runs code from the command line', () => {
  expect(scriptOf({ argv, execArgv: ['-e', 'code()'] }, false)).toBe('/app/server.js');
});
