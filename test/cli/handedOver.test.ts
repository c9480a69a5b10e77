import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { handedOver } from '../../src/cli/handedOver.ts';

/** A pipe whose reader takes a piece when it is told to. */
function pipe() {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      waiting.push(() => {
        taken.push(String(chunk));
        done();
      });
    },
  });
  stream.on('error', () => {});
  return { stream, taken, read: () => waiting.shift()?.() };
}

describe('what was written', () => {
  it('is waited for until the reader has all of it', async () => {
    const { stream, taken, read } = pipe();
    stream.write('a');
    stream.write('b');
    let over = false;
    const waited = handedOver(stream).then(() => {
      over = true;
    });
    read();
    await new Promise(setImmediate);
    expect(over).toBe(false);
    read();
    await new Promise(setImmediate);
    read();
    await waited;
    expect(taken).toEqual(['a', 'b', '']);
  });

  it('is not waited for where there is nothing', async () => {
    const { stream, taken } = pipe();
    await handedOver(stream);
    expect(taken).toEqual([]);
  });

  it('is not waited for any longer once the reader has gone', async () => {
    const { stream } = pipe();
    stream.write('a');
    const waited = handedOver(stream);
    stream.destroy(new Error('EPIPE'));
    await expect(waited).resolves.toBeUndefined();
    await expect(handedOver(stream)).resolves.toBeUndefined();
  });
});
