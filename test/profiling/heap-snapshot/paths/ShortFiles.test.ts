import { expect, it } from 'vitest';
import { ShortFiles } from '../../../../src/profiling/heap-snapshot/paths/ShortFiles.ts';

function shortNames(...files: string[]): string[] {
  const short = new ShortFiles(() => [...files, ...files]);
  return files.map((file) => short.of(file));
}

it('files whose names are no other file’s are called by these alone', () => {
  expect(shortNames('/app/server.js', '/app/lib/jobs.js', '/app/node_modules/pg/lib/index.js')).toEqual([
    'server.js',
    'jobs.js',
    'pg/lib/index.js',
  ]);
});

it('files of one name are told apart by as few folders as do', () => {
  expect(shortNames('/app/src/orders/index.js', '/app/src/users/index.js', '/app/lib/index.js')).toEqual([
    'orders/index.js',
    'users/index.js',
    'lib/index.js',
  ]);
  expect(shortNames('/app/a/src/index.js', '/app/b/src/index.js')).toEqual([
    'a/src/index.js',
    'b/src/index.js',
  ]);
  expect(shortNames('C:\\app\\a\\index.js', 'C:\\app\\b\\index.js')).toEqual(['a/index.js', 'b/index.js']);
});

it('where the program is installed is in no name', () => {
  expect(shortNames('/srv/app-7/index.js', '/srv/app-7/users/index.js')).toEqual([
    'index.js',
    'users/index.js',
  ]);
});

it('copies of a package are told apart by the packages that they are in', () => {
  expect(
    shortNames('/app/node_modules/lru/index.js', '/app/node_modules/pool/node_modules/lru/index.js'),
  ).toEqual(['lru/index.js', 'pool/node_modules/lru/index.js']);
});

it('what an address has as its text is no folder, and a file that nobody has told of has its own name', () => {
  expect(shortNames('data:text/javascript,1/a', 'data:text/javascript,2/a')).toEqual(['a', 'a']);
  expect(new ShortFiles(() => []).of('/app/users/index.js')).toBe('index.js');
});
