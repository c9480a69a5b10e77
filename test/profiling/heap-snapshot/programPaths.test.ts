import { describe, expect, it } from 'vitest';
import { fixIdea, listenersOf } from '../../../src/profiling/heap-snapshot/suspects/fixIdea.ts';
import { holderInWords } from '../../../src/wire/holderInWords.ts';
import { leaksOf } from './startedPrograms.ts';

const add = (what: string) => `for (let i = 0; i < 400; i++) ${what}`;
const item = '{ data: new Array(50).fill(n++ + 0.5) }';

/** Programs with a leak each, and how a person would say who holds it. */
const programs: readonly (readonly [
  what: string,
  name: string,
  program: string,
  path: string,
  className: string,
])[] = [
  [
    'a Map of a CommonJS module',
    'server.cjs',
    `const sessions = new Map(); let n = 0; exports.work = () => { ${add(`sessions.set('k' + n, ${item});`)} };`,
    'sessions (module /app/server.cjs)',
    'Map',
  ],
  [
    'a Map of an ECMAScript module',
    'server.mjs',
    `const sessions = new Map(); let n = 0; export const work = () => { ${add(`sessions.set('k' + n, ${item});`)} };`,
    'sessions (module /app/server.mjs)',
    'Map',
  ],
  [
    'listeners of an emitter',
    'bus.cjs',
    `const bus = new (require('node:events').EventEmitter)(); bus.setMaxListeners(0); let n = 0;
     exports.work = () => { ${add(`{ const kept = ${item}; bus.on('tick', function onTick() { return kept; }); }`)} };`,
    'bus (module /app/bus.cjs) → _events.tick',
    'Array',
  ],
  [
    'what the callback of a timer closes over',
    'poller.cjs',
    `let turn;
     function start() {
       const seen = new Map(); let n = 0;
       setInterval(function refresh() { ${add(`seen.set('k' + n, ${item});`)} turn?.(); }, 5);
     }
     start();
     exports.work = () => new Promise((resolve) => { turn = resolve; });`,
    'setInterval callback refresh() at poller.cjs:4 → closure variable "seen"',
    'Map',
  ],
  [
    'an array in an instance of a class with an HTTP server',
    'api.cjs',
    `const http = require('node:http'); let n = 0;
     class Api {
       constructor() { this.history = []; this.server = http.createServer((_, res) => this.handle(res)); this.server.listen(0); }
       handle(res) { ${add(`this.history.push(${item});`)} res.end(); }
     }
     const api = new Api();
     exports.work = () => new Promise((resolve) => {
       http.get({ port: api.server.address().port, agent: false }, (res) => { res.resume(); res.on('close', resolve); });
     });`,
    'api (module /app/api.cjs) → history',
    'Array',
  ],
  [
    'a local variable of an async function that waits',
    'poll.cjs',
    `let turn;
     async function poll() {
       const seen = new Map();
       for (let n = 0; ; ) { ${add(`seen.set('k' + n, ${item});`)} turn?.(); await new Promise((next) => setTimeout(next, 5)); }
     }
     poll();
     exports.work = () => new Promise((resolve) => { turn = resolve; });`,
    'async function poll() at poll.cjs:2 → a local variable',
    'Map',
  ],
  [
    'a static property of a class',
    'registry.cjs',
    `let n = 0;
     class Registry { static items = []; static add() { Registry.items.push(${item}); } }
     exports.work = () => { ${add('Registry.add();')} };`,
    'Registry (module /app/registry.cjs) → items',
    'Array',
  ],
  [
    'a value in an instance of a class of Maps (was: "registry (module …) → [entry]")',
    'rooms.mjs',
    `class Registry extends Map {} let n = 0; const registry = new Registry([['lobby', []]]);
     export const work = () => { ${add(`registry.get('lobby').push(${item});`)} };`,
    'registry (module /app/rooms.mjs) → get("lobby")',
    'Array',
  ],
  [
    'listeners of process, which another module has under a name of its own',
    'stop.mjs',
    `import proc from 'node:process'; export const other = () => proc.pid; proc.setMaxListeners(0); let n = 0;
     export const work = () => { ${add(`{ const kept = ${item}; process.on('SIGUSR2', function onStop() { return kept; }); }`)} };`,
    'process._events.SIGUSR2',
    'Array',
  ],
  [
    'listeners of a standard stream',
    'terminal.mjs',
    `process.stdout.setMaxListeners(0); let n = 0;
     export const work = () => { ${add(`{ const kept = ${item}; process.stdout.on('resize', function onResize() { return kept; }); }`)} };`,
    'process.stdout._events.resize',
    'Array',
  ],
  [
    'modules that are imported under an address that is new each time',
    'reload.mjs',
    `const text = 'export const table = Array.from({ length: 400 }, (_, i) => ({ i: i + 0.5 }))'; let n = 0;
     export const work = async () => {
       for (let i = 0; i < 20; i++) await import('data:text/javascript,' + encodeURIComponent(text + ';//' + n++));
     };`,
    'modules that import has loaded',
    'LoadCache',
  ],
  [
    'modules that are required anew',
    'plugins.mjs',
    `import { createRequire } from 'node:module'; import { writeFileSync } from 'node:fs'; import { fileURLToPath } from 'node:url';
     const require = createRequire(import.meta.url); const file = fileURLToPath(new URL('plugin.cjs', import.meta.url));
     writeFileSync(file, 'exports.table = Array.from({ length: 400 }, (_, i) => ({ i: i + 0.5 }));');
     export const work = () => { for (let i = 0; i < 20; i++) { delete require.cache[file]; require(file); } };`,
    'module.children (module /app/plugins.mjs)',
    'Array',
  ],
  [
    'an object under a key with a port in it',
    'pools.cjs',
    `const pools = {}; const key = 'localhost:' + (10_000 + process.pid % 50_000); pools[key] = []; let n = 0;
     exports.work = () => { ${add(`pools[key].push(${item});`)} };`,
    'pools (module /app/pools.cjs) → ["localhost:…"]',
    'Array',
  ],
];

describe('the path to a leak', { timeout: 240_000 }, () => {
  it.each(programs)(
    'that is %s begins where its author knows it, and has the same id in each process',
    async (...given) => {
      const [, name, program, path, className] = given;
      const processes = await leaksOf(name, program, 3);
      for (const suspects of processes) {
        const told = suspects.map((one) => [one.path.replace(/:\d+"/, ':…"'), one.className]);
        expect(told).toEqual([[path, className]]);
        expect(suspects[0]!.rawPath).not.toBe('');
      }
      expect(new Set(processes.flat().map(({ fingerprint }) => fingerprint)).size).toBe(1);
    },
  );

  it('is another leak under another name', async () => {
    const program = (name: string) =>
      `const ${name} = new Map(); let n = 0; exports.work = () => { ${add(`${name}.set('k' + n, ${item});`)} };`;
    const idOf = async (name: string) => (await leaksOf('server.cjs', program(name), 1))[0]![0]!.fingerprint;
    expect(await idOf('sessions')).not.toBe(await idOf('tokens'));
  });
});

describe('words for a holder', () => {
  it('follow JavaScript in brackets, and other paths behind an arrow', () => {
    expect(holderInWords('globalThis.cache', 'Map')).toBe('globalThis.cache (Map)');
    expect(holderInWords('globalThis["#a"][entry]', 'Set')).toBe('globalThis["#a"][entry] (Set)');
    expect(holderInWords('sessions (module /app/a.js)', 'Map')).toBe('sessions (module /app/a.js) → Map');
    expect(holderInWords('Map', 'Map')).toBe('Map');
  });

  it('name a symbol, and a number, that listeners listen to (was told as the path of an array)', () => {
    const path = 'bus (module /app/bus.js) → _events[job]';
    expect(listenersOf(path)).toEqual({ emitter: 'bus (module /app/bus.js)', event: 'Symbol(job)' });
    expect(listenersOf('globalThis.bus._events[a job]')?.event).toBe('Symbol(a job)');
    expect(listenersOf('globalThis.bus._events["Symbol"]')?.event).toBe('Symbol');
    expect(listenersOf('globalThis.bus._events[3]')).toEqual({ emitter: 'globalThis.bus', event: '3' });
  });

  it('name the emitter of listeners in a module', () => {
    const path = 'bus (module /app/bus.js) → _events.tick';
    expect(listenersOf(path)).toEqual({ emitter: 'bus (module /app/bus.js)', event: 'tick' });
    expect(fixIdea({ className: 'Array', maskedPath: path, gains: 'function f' })).toMatch(
      /^bus\.off\("tick", listener\)/,
    );
  });
});
