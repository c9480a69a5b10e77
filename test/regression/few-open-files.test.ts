// Where a process may open but few files, those of the agent took all of them: the application could not open its own
// script, and ended.
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { register, unbuilt, Workplace } from '../integration/TidemarkRun.ts';
import { nodes } from '../system/nodes.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

function run(node: string, files: number) {
  const script = place.script("import './second.mjs'; console.log('done');");
  place.script("import 'node:http';", 'second.mjs');
  const command = `ulimit -n ${files}; exec "$0" "$@"`;
  const given = ['-c', command, node, '--import', pathToFileURL(register).href, script];
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  return spawnSync('/bin/sh', given, { cwd: place.folder, env, encoding: 'utf8' });
}

describe.skipIf(unbuilt !== undefined || process.platform !== 'linux').each(nodes)(
  'an application on Node.js $major',
  ({ path, missing }) => {
    it.for([30, 40, 64])(
      'that may open %i files runs without Tidemark, and is told why',
      (files, { skip }) => {
        if (missing !== undefined) return skip(missing);
        const { status, stdout, stderr } = run(path, files);
        expect({ status, stdout }).toEqual({ status: 0, stdout: 'done\n' });
        expect(stderr).toMatch(
          /Tidemark stays off: it opens up to 64 files .* can open no more than \d+\. .*ulimit -n/,
        );
      },
    );

    it('that may open a hundred and more is watched', ({ skip }) => {
      if (missing !== undefined) return skip(missing);
      expect(run(path, 128)).toMatchObject({ status: 0, stdout: 'done\n', stderr: '' });
    });
  },
);
