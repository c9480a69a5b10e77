import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applicationCommand } from '../../src/cli/applicationCommand.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tm-command-'));
  mkdirSync(join(directory, 'node'));
  for (const name of ['server.js', 'script', 'start.sh']) writeFileSync(join(directory, name), '');
  chmodSync(join(directory, 'start.sh'), 0o755);
});

afterAll(() => rmSync(directory, { recursive: true }));

function command(...given: string[]) {
  return applicationCommand(given, { directory, execPath: '/bin/this-node' });
}

describe('what to run', () => {
  it('is a script with this Node.js, by its ending', () => {
    expect(command('server.js', '--verbose')).toEqual({
      command: '/bin/this-node',
      arguments: ['server.js', '--verbose'],
      title: 'node server.js',
    });
  });

  it('is a script with this Node.js, because it is a file that cannot be executed', () => {
    expect(command('./script')).toMatchObject({ command: '/bin/this-node', arguments: ['./script'] });
  });

  it('is a command otherwise, even where a folder has its name', () => {
    expect(command('node', '--inspect', 'server.js', '--token=secret')).toEqual({
      command: 'node',
      arguments: ['--inspect', 'server.js', '--token=secret'],
      title: 'node server.js',
    });
    expect(command('./start.sh', '-x')).toMatchObject({ command: './start.sh', title: 'start.sh' });
  });

  it('is missing, and the message names the nearest script', () => {
    expect(() => command('./sevrer.js')).toThrow(
      expect.objectContaining({
        code: 'SCRIPT_NOT_FOUND',
        received: './sevrer.js',
        message: expect.stringMatching(/no script ".\/sevrer.js".*Did you mean .\/server.js\?$/),
      }),
    );
    expect(() => command('missing/folder.js')).toThrow(/looked for .*folder\.js\)\.$/);
  });
});
