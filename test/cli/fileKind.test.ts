import { describe, expect, it } from 'vitest';
import { fileKind, refuseOtherKind } from '../../src/cli/fileKind.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a file that is given to a command', () => {
  it('is known by its first bytes', () => {
    expect(fileKind(bytes('{"time":1,"pid":2}\n'))).toBe('recording');
    expect(fileKind(bytes('{"snapshot":{"meta":{'))).toBe('snapshot');
    expect(fileKind(bytes('{"head":{"callFrame":{'))).toBe('allocations');
    expect(fileKind(bytes('TIDEMARK FLIGHT\n\u0001'))).toBe('flight');
    expect(fileKind(Uint8Array.of(0x1f, 0x8b, 8))).toBe('gzip');
    expect(fileKind(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd))).toBe('zstd');
    expect(fileKind(bytes('{"name":"tidemark"}'))).toBeUndefined();
    expect(fileKind(new Uint8Array(0))).toBeUndefined();
  });

  it('of another kind is refused with the command that reads it', () => {
    const given = (text: string, file: string) => () => refuseOtherKind(bytes(text), 'recording', file);
    expect(given('{"snapshot":{', 'logs/heap.heapsnapshot')).toThrow(
      'logs/heap.heapsnapshot is a heap snapshot: tidemark snapshot analyze logs/heap.heapsnapshot tells what holds the memory.',
    );
    expect(given('TIDEMARK FLIGHT\n', 'a file')).toThrow(
      'a file is a file of the flight recorder: tidemark postmortem "a file" tells how the process has died.',
    );
    expect(given('{"snapshot":{', '-')).toThrow(
      'What came is a heap snapshot: tidemark snapshot analyze FILE',
    );
  });

  it('of the right kind, or of none that is known, is read', () => {
    expect(() => refuseOtherKind(bytes('{"time":1}'), 'recording', 'x')).not.toThrow();
    expect(() => refuseOtherKind(bytes('hello'), 'flight', 'x')).not.toThrow();
  });
});
