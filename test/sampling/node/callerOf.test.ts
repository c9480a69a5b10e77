import { describe, expect, it } from 'vitest';
import { callerOf } from '../../../src/sampling/node/callerOf.ts';

/** As recorded on Node 20, but for the folders. */
function stackOf(...below: string[]): string {
  return [
    'Error: Where a worker is started',
    '    at #started (file:///srv/node_modules/tidemark/dist/LiveWorkers.js:44:23)',
    '    at Channel.publish (node:diagnostics_channel:150:9)',
    '    at new Worker (node:internal/worker:301:28)',
    ...below.map((line) => `    at ${line}`),
  ].join('\n');
}

function caller(...below: string[]) {
  return callerOf(stackOf(...below), 'new Worker', '/srv');
}

describe('the place below a call', () => {
  it('is the function that makes it', () => {
    expect(caller('startJob (file:///srv/src/jobs.js:41:10)', 'main (file:///srv/main.js:1:1)')).toEqual({
      function: 'startJob',
      file: 'src/jobs.js',
      line: 41,
      package: undefined,
    });
  });

  it('belongs to a package where its file does', () => {
    expect(caller('new Pool (/srv/node_modules/@scope/pool/lib/index.js:7:3)')).toEqual({
      function: 'Pool',
      file: 'node_modules/@scope/pool/lib/index.js',
      line: 7,
      package: '@scope/pool',
    });
  });

  it('has no function at the top of a file, and in an asynchronous one a name', () => {
    expect(caller('file:///srv/main.js:3:1')).toMatchObject({ function: '(top level)', line: 3 });
    expect(caller('async run (file:///srv/a.js:9:1)')).toMatchObject({ function: 'run', line: 9 });
  });

  it('has its own name, not the one that it was called by', () => {
    expect(caller('Timeout.startJob [as _onTimeout] (file:///srv/a.js:3:26)')?.function).toBe('startJob');
    expect(caller('Pool.exec [as run] (file:///srv/a.js:3:26)')?.function).toBe('exec');
    expect(caller('ThreadPool._addNewWorker (file:///srv/a.js:3:26)')?.function).toBe(
      'ThreadPool._addNewWorker',
    );
  });

  it('is not in Node itself', () => {
    expect(caller('node:internal/x:1:2', 'Array.map (<anonymous>)', 'f (file:///srv/a.js:2:1)')?.file).toBe(
      'a.js',
    );
  });

  it('keeps the path of a file elsewhere, and the name of code without a file', () => {
    expect(caller('f (file:///opt/a.js:2:1)')?.file).toBe('/opt/a.js');
    expect(caller('f (evalmachine:2:1)')?.file).toBe('evalmachine');
    expect(caller('f (file://host/%zz:2:1)')?.file).toBe('file://host/%zz');
  });

  it('is unknown where there is nothing below, no such call, or no such stack', () => {
    expect(caller()).toBeUndefined();
    expect(callerOf('Error\n    at f (file:///srv/a.js:2:1)', 'new Worker', '/srv')).toBeUndefined();
    expect(callerOf([{ getFileName: () => 'a.js' }], 'new Worker', '/srv')).toBeUndefined();
    expect(callerOf(undefined, 'new Worker', '/srv')).toBeUndefined();
  });
});
