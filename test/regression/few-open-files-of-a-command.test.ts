// Where a command may open but few files, it ended with a stack of Node.js.
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main, unbuilt, Workplace } from '../integration/TidemarkRun.ts';
import { nodes } from '../system/nodes.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

describe.skipIf(unbuilt !== undefined || process.platform !== 'linux').each(nodes)(
  'tidemark run on Node.js $major',
  ({ major, path, missing }) => {
    it.for([30, 40, 64])('runs where it may open %i files, or says why not', (files, { skip }) => {
      if (missing !== undefined) return skip(missing);
      const command = `ulimit -n ${files}; exec "$0" "$@"`;
      const given = ['-c', command, path, main, 'run', '--no-dashboard', '--', path, '-e', ''];
      const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
      const { status, stderr } = spawnSync('/bin/sh', given, { cwd: place.folder, env, encoding: 'utf8' });
      // Newer ones open one file after the other.
      if (major === 20 || status !== 0) {
        expect(status).toBe(1);
        expect(stderr).toMatch(/^tidemark {2}There are too few files \(EMFILE\): .*ulimit -n.*\n$/);
      } else expect(stderr).toContain('watching');
    });
  },
);
