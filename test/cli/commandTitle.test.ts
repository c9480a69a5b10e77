import { expect, it } from 'vitest';
import { commandTitle } from '../../src/cli/commandTitle.ts';

const title = (...[command = '', ...given]: string[]): string => commandTitle(command, given);

it('a command is called by what it runs', () => {
  expect(title('npm', 'start')).toBe('npm start');
  expect(title('/usr/bin/node')).toBe('node');
  expect(title('node', '--inspect', 'server.js', '--token=secret', 'secret')).toBe('node server.js');
});

it('a command that nobody knows as one that runs others is called by its own name alone', () => {
  expect(title('./serve', 'secret')).toBe('serve');
  expect(title('./serve', '--token', 'secret')).toBe('serve');
});

it('a command is never called by code, variables, or other values of options', () => {
  expect(title('node', '-e', 'secret()', 'secret')).toBe('node');
  expect(title('node', '--trace-gc', '-pe', 'secret()')).toBe('node');
  expect(title('node', '--eval=secret()', 'secret')).toBe('node');
  expect(title('node', '--import', './secret.js', '-r', 'secret', 'server.js')).toBe('node server.js');
  expect(title('node', '--env-file')).toBe('node');
  expect(title('node', '-', 'secret')).toBe('node');
  expect(title('sh', '-c', 'secret')).toBe('sh');
  expect(title('npm', '--userconfig', 'secret', 'start')).toBe('npm');
  expect(title('npm.cmd', 'start')).toBe('npm.cmd start');
  expect(title('env', 'KEY=secret', 'OTHER=secret', 'node', 'server.js')).toBe('env node');
  expect(title('env', '-u', 'HOME', 'node')).toBe('env');
});
