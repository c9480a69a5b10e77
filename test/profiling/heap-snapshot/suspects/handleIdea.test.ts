import { describe, expect, it } from 'vitest';
import { handleIdea } from '../../../../src/profiling/heap-snapshot/suspects/handleIdea.ts';
import { reportsOf } from '../startedPrograms.ts';

/** Each call opens a channel, both ends of which listen, and closes none. */
const program = `
  import { MessageChannel } from 'node:worker_threads';
  export function work() {
    for (let call = 0; call < 100; call++) {
      const { port1, port2 } = new MessageChannel();
      const answers = new Array(300).fill(call);
      port1.on('message', (question) => port1.postMessage(question));
      port2.on('message', (answer) => answers.push(answer));
    }
  }`;

describe('the idea for what an open handle keeps', () => {
  it('is to close it, and says which end', async () => {
    const [report] = await reportsOf('program.mjs', program, 1);
    const { suspects, spread } = report!;
    const ideas = [...suspects, ...spread].map(({ fixIdea }) => fixIdea);
    expect(ideas).toContain(handleIdea('open MessagePort handle'));
    expect(handleIdea('open MessagePort handle')).toMatch(/^close\(\) one end of each MessageChannel/);
  }, 60_000);

  it('is none where a path begins elsewhere, or where nobody knows the handle', () => {
    expect(handleIdea('app (module app.js) → open MessagePort handle')).toBeUndefined();
    expect(handleIdea('open Unheard handle')).toBeUndefined();
    expect(handleIdea('open constructor handle')).toBeUndefined();
  });
});
