import { describe, expect, it } from 'vitest';
import { fixIdea } from '../../../../src/profiling/heap-snapshot/suspects/fixIdea.ts';

function ideaFor(className: string): string {
  return fixIdea({ className, maskedPath: 'globalThis.kept', gains: 'Session' });
}

describe('what to try', () => {
  it('is deleting keys for a Map, and members for a Set', () => {
    expect(ideaFor('Map')).toContain('delete the key');
    expect(ideaFor('SessionMap')).toContain('a WeakMap if keys are objects');
    expect(ideaFor('Set')).toContain('delete each member');
    expect(ideaFor('Set')).toContain('a WeakSet');
    expect(ideaFor('Set')).not.toContain('key');
  });

  it('is taking functions out again, of whatever collection they are in', () => {
    const ideaOf = (className: string): string =>
      fixIdea({ className, maskedPath: 'globalThis.hooks', gains: 'function onChange' });
    expect(ideaOf('Map')).toMatch(/^delete the key when what it serves is done: .*never unsubscribed$/);
    expect(ideaOf('Set')).toMatch(/^delete the function when /);
    expect(ideaOf('Array')).toMatch(/^take the function out when /);
  });

  it('is looking for who holds the keys of what holds weakly', () => {
    expect(ideaFor('WeakMap')).toBe('let go of its keys, which are held elsewhere');
  });

  it('names the emitter of listeners as code does, wherever it is', () => {
    const off = (emitter: string): string =>
      fixIdea({ className: 'Array', maskedPath: `${emitter}_events.tick`, gains: 'function onTick' });
    expect(off('process.')).toMatch(/^process\.off\("tick", listener\)/);
    expect(off('process.stdout.')).toMatch(/^process\.stdout\.off\(/);
    expect(off('globalThis.app.bus.')).toMatch(/^bus\.off\(/);
    expect(off('svc (module svc.js) → sub → closure variable "bus" → ')).toMatch(/^bus\.off\(/);
    expect(off('svc (module svc.js) → #bus.')).toMatch(/^this\.#bus\.off\(/);
    expect(off('Node.js\'s own closure variable "hub" → ')).toMatch(/^hub\.off\(/);
    expect(off('open MessagePort handle → ')).toMatch(/^emitter\.off\(/);
    expect(off('default (module bus.mjs) → ')).toMatch(/^emitter\.off\(/);
  });

  it('is off() also with listeners of an event that is a symbol', () => {
    const off = (event: string): string =>
      fixIdea({ className: 'Array', maskedPath: `bus (module app.js) → _events${event}`, gains: undefined });
    expect(off('[job]')).toMatch(/^bus\.off\(Symbol\(job\), listener\)/);
    expect(off('[]')).toMatch(/^bus\.off\(Symbol\(\), listener\)/);
    expect(off('[a job]')).toMatch(/^bus\.off\(Symbol\(a job\), listener\)/);
    expect(off('[*]')).toMatch(/^bus\.off\("event", listener\)/);
    expect(off('["a job"]')).toMatch(/^bus\.off\("a job", listener\)/);
  });

  it('is what helps with what Node.js keeps by itself', () => {
    const at = (maskedPath: string, className = 'Array'): string =>
      fixIdea({ className, maskedPath, gains: undefined });
    expect(at('modules that import has loaded', 'LoadCache')).toMatch(/^import the same address/);
    expect(at('module.children (module app.js)')).toContain('require.cache');
    expect(at('agent (module app.js) → sockets["localhost:80:"]')).toMatch(/^read each response/);
    expect(at('reg (module app.js)', 'FinalizationRegistry')).toMatch(/held value/);
    expect(at('done (module app.js)', 'Promise')).toMatch(/^settle it/);
    expect(at('constructor (module app.js)', 'constructor')).toMatch(/^remove what/);
  });
});
