import { describe, expect, it } from 'vitest';
import { nodes } from '../../../system/nodes.ts';
import { leaksOf } from '../startedPrograms.ts';

/** A leak of each kind; what is called like something of Node.js's is the program's own. */
const program = `
  import { channel, subscribe, tracingChannel } from 'node:diagnostics_channel';
  const item = () => ({ at: id++, data: new Array(30).fill(id + 0.5) });
  const keeping = (one) => function onMessage() { return one; };
  let id = 0;
  class Registry extends Map {}
  class Seen extends Set {}
  class SeenOnce extends Seen {}
  class Newsletter { _subscribers = []; }
  export const registry = new Registry(), seen = new SeenOnce(), letter = new Newsletter();
  export const requests = channel('app:request'), traces = tracingChannel('jobs');
  export function work() {
    for (let i = 0; i < 200; i++) {
      registry.set(id, item());
      seen.add(item());
      letter._subscribers.push(item());
      subscribe('app:request', keeping(item()));
      traces.start.subscribe(keeping(item()));
    }
  }`;

describe.each(nodes)('of Node.js $major', { timeout: 60_000 }, ({ path: node, missing }) => {
  it.skipIf(missing !== undefined)(
    'what to try with a holder goes by the class of V8 or Node.js that it is made by, and not by what it is called',
    async () => {
      const [suspects] = await leaksOf('program.mjs', program, 1, node);
      const ideas = new Map(
        suspects!.map(({ path, fixIdea }) => [path.replace(' (module /app/program.mjs)', ''), fixIdea]),
      );
      expect(ideas.get('registry')).toMatch(/^bound it \(max, ttl\), or delete the key/);
      expect(ideas.get('seen')).toMatch(/^bound it, or delete each member/);
      expect(ideas.get('requests → _subscribers')).toMatch(
        /^unsubscribe\("app:request", subscriber\) of node:diagnostics_channel/,
      );
      expect(ideas.get('traces → start._subscribers')).toMatch(
        /^channel\.unsubscribe\(subscriber\) of node:diag/,
      );
      expect(ideas.get('letter → _subscribers')).toMatch(/^keep the last ones only/);
      expect(ideas.size).toBe(5);
    },
  );
});
