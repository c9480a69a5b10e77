import { describe, expect, it } from 'vitest';
import { backlogIdea } from '../../../../src/profiling/heap-snapshot/suspects/backlogIdea.ts';
import { leaksOf } from '../startedPrograms.ts';

const slow = 'setTimeout(done, 3_600_000)';
const item = "{ id: id++, text: 'item ' + id, list: [id + 0.5] }";
const programOf = (stream: string, work: string): string => `
  import { Readable, Writable } from 'node:stream';
  let id = 0;
  export const stream = ${stream};
  export function work() {
    for (let i = 0; i < 400; i++) ${work};
  }
`;

describe('what to try with what waits', { timeout: 60_000 }, () => {
  it.for([
    [
      'to be written',
      programOf(
        `new Writable({ objectMode: true, write: (chunk, encoding, done) => { ${slow}; } })`,
        `stream.write(${item})`,
      ),
      'wait for "drain" of stream where its write() returns false, or use pipeline()',
    ],
    [
      'to be read by what it is piped to',
      `${programOf('new Readable({ objectMode: true, read() {} })', `stream.push(${item})`)}
      stream.pipe(new Writable({ objectMode: true, write: (chunk, encoding, done) => { ${slow}; } }));`,
      'stop where push() of stream returns false, until its read() is called',
    ],
  ])('%s says how a stream is made to wait, by its name', async ([, program, idea]) => {
    const [suspects] = await leaksOf('program.mjs', program!, 1);
    expect(suspects).toMatchObject([{ fixIdea: expect.stringContaining(idea!) }]);
  });

  it('is the same for the buffers of older versions of Node.js, and nothing for other places', () => {
    const last = (path: string): string => path.split('.').at(-1)!;
    expect(backlogIdea('globalThis.socket._writableState.buffered', last)).toMatch(
      /^wait for "drain" of socket /,
    );
    expect(backlogIdea('globalThis.file._readableState.buffer.head', last)).toMatch(
      /^stop where push\(\) of file /,
    );
    expect(backlogIdea('globalThis.sessions', last)).toBeUndefined();
  });
});
