import { describe, expect, it } from 'vitest';
import { wireFrames } from '../../../src/agent/calls/wireFrames.ts';
import type { AllocationNode } from '../../../src/profiling/allocation-profile/AllocationProfile.ts';
import type { AllocationFrame } from '../../../src/wire/call.ts';

function node(name: string, selfBytes: number, children: readonly AllocationNode[] = []): AllocationNode {
  return {
    function: name,
    file: '/app.js',
    line: 3,
    package: undefined,
    selfBytes,
    selfSamples: 1,
    children,
  };
}

const total = ({ selfBytes, children }: AllocationFrame): number =>
  children.reduce((sum, child) => sum + total(child), selfBytes);
const count = ({ children }: AllocationFrame): number =>
  children.reduce((sum, child) => sum + count(child), 1);

describe('the frames of a profile as they are sent', () => {
  it('are all there where they are few, the heaviest first', () => {
    expect(wireFrames(node('root', 0, [node('light', 1), node('heavy', 5, [node('deep', 2)])]))).toEqual({
      ...{ name: 'root', file: '/app.js', line: 3, selfBytes: 0 },
      children: [
        {
          ...{ name: 'heavy', file: '/app.js', line: 3, selfBytes: 5 },
          children: [{ name: 'deep', file: '/app.js', line: 3, selfBytes: 2, children: [] }],
        },
        { name: 'light', file: '/app.js', line: 3, selfBytes: 1, children: [] },
      ],
    });
  });

  it('are at most 800 that stand for all bytes, in less than a line of the wire', () => {
    const long = 'a-function-with-a-name-that-nobody-should-have-given-it'.repeat(20);
    const many = Array.from({ length: 5_000 }, (_, index) => node(`${long}${index}`, index + 1));
    const frames = wireFrames(node('root', 0, many));
    expect(count(frames)).toBeLessThanOrEqual(801);
    expect(total(frames)).toBe((5_000 * 5_001) / 2);
    expect(frames.children.at(-1)?.name).toBe('(smaller ones)');
    expect(JSON.stringify(frames).length).toBeLessThan(256 * 1024);
  });
});
