import { describe, expect, it } from 'vitest';
import { enclosingFunction } from '../../../src/profiling/source-code/enclosingFunction.ts';

/** The function around the place that `¦` marks. */
function around(script: string): string | undefined {
  return enclosingFunction(script.replace('¦', ''), script.indexOf('¦'));
}

describe('the function around one that has no name', () => {
  it.each([
    ['function loadUsers() { list.map(¦(user) => {}); }', 'loadUsers'],
    ['async function* loadUsers(a = {}) { on("x", function ¦() {}); }', 'loadUsers'],
    ['const loadUsers = async (a, { b }) => { list.map(¦user => {}); };', 'loadUsers'],
    ['const loadUsers = function () { list.map(¦(user) => {}); };', 'loadUsers'],
    ['exports.loadUsers = x => { list.map(¦(user) => {}); };', 'loadUsers'],
    ['class Store { async loadUsers(id) { if (id) { for (const x of y) z(¦() => {}); } } }', 'loadUsers'],
    ['class Store { #load() { z(¦() => {}); } }', '#load'],
    ['class Session { constructor(id) { on(¦() => {}); } }', 'Session'],
    ['class Session extends Base { constructor() { on(¦() => {}); } }', 'Session'],
    ['const Session = class { constructor() { on(¦() => {}); } };', 'Session'],
    ['const made = { constructor() { on(¦() => {}); } };', 'constructor'],
    ['const api = { loadUsers: async () => { z(¦() => {}); } };', 'loadUsers'],
    ['const loadUsers = () => list.map(¦(user) => [user]);', 'loadUsers'],
    ['function outer() { app.get("/x", (request) => { later(¦() => {}); }); }', 'outer'],
    ['function a() {} function b() { try { c(); } catch (e) { d(¦() => {}); } }', 'b'],
    ['function a() { const x = `}$' + '{f({ a: `}` })}`; d(¦() => {}); }', 'a'],
    ['function a() { const x = /[}/]"/.test(y) / 2; const z = "}"; /* } */ // }\n d(¦() => {}); }', 'a'],
    ["function a() { return /'/.exec(b); }\nfunction c() { d(¦() => {}); }", 'c'],
  ])('of %s is %s', (script, name) => {
    expect(around(script)).toBe(name);
  });

  it.each([
    'app.get("/x", ¦(request) => {});',
    'function loadUsers() {}\napp.get("/x", ¦(request) => {});',
    'const size = (x) => x.size\napp.get("/x", ¦(request) => {})',
    'const a = () => b(), c = ¦() => {};',
    'if (x) { y(¦() => {}); }',
    'list.map(¦(a) => a)',
  ])('is none in %s', (script) => {
    expect(around(script)).toBeUndefined();
  });

  it('is none where no function can begin, as in a file that has changed', () => {
    expect(around('function a() { ¦} b();')).toBeUndefined();
    expect(enclosingFunction('function a() {', 900)).toBeUndefined();
  });

  it.each(['function a( { `${ "', '/*', '`${`${', '}}}))]]', '"\\', 'a => => (', '#!/bin/node'])(
    'does not fail on the fragment %s',
    (fragment) => {
      expect(() => enclosingFunction(`${fragment} (`, fragment.length + 1)).not.toThrow();
    },
  );

  it('is found in large files in a moment', () => {
    const script = `${'function a(b) { return b.map((c) => ({ c, d: `x` + c })); }\n'.repeat(8000)}function last() { e(`;
    const begin = performance.now();
    expect(enclosingFunction(`${script}() => {}); }`, script.length)).toBe('last');
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});
