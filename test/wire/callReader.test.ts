import { describe, expect, it } from 'vitest';
import { parseAgentMessage, parseHubMessage } from '../../src/wire/agentProtocol.ts';
import type { ProcessAnswer, ProcessCall } from '../../src/wire/call.ts';
import { encodeLine } from '../../src/wire/codec.ts';

const frame = { name: 'keep', file: '/app.js', line: 3, selfBytes: 9, children: [] };
const allocations = {
  startedAt: 1,
  time: 2,
  intervalBytes: undefined,
  liveBytes: 9,
  samples: 1,
  root: frame,
};
const estimate = {
  ...{ heapUsedBytes: 1, objects: 1, references: 1, counted: false, fileBytes: 1, memoryBytes: 1 },
  pauseMs: { low: 1, high: 2 },
};
const cache = {
  ...{ name: 'answers', kind: 'lru-cache', entries: 4, bytes: 9.5, hits: 3, misses: 1, hitsPerMegabyte: 7 },
  ...{ goingEntries: 1, goingBytes: undefined },
};
const collection = { usedBytesBefore: 2, usedBytesAfter: 1, rssBytesBefore: 4, rssBytesAfter: 4, pauseMs: 9 };
const setting = {
  path: 'name',
  value: '"a"',
  defaultValue: undefined,
  source: 'file',
  origin: '/a',
  description: 'b',
};
const pruning = {
  ...{ entries: 1, claimedBytes: 1, freedBytes: -1, notMeasured: undefined, pauseMs: 9 },
  ...{ pruned: ['answers'], unfinished: [], failed: [] },
};

describe('calls and answers on the wire', () => {
  it.each<ProcessCall>([
    { type: 'costs' },
    { type: 'caches' },
    { type: 'metrics' },
    { type: 'settings' },
    { type: 'collect-garbage', maxPauseMs: 9 },
    { type: 'prune-caches', mode: 'normal', cache: 'answers' },
    { type: 'sample-allocations', run: 'read' },
  ])('$type arrives as it was sent', (call) => {
    const message = { type: 'call', request: 3, call } as const;
    expect(parseHubMessage(encodeLine(message))).toEqual(message);
  });

  it.each<ProcessAnswer>([
    { type: 'refused', reason: 'It would pause for too long.' },
    {
      type: 'costs',
      costs: {
        collection: { pauseMs: 9, measured: true },
        snapshot: { estimate, refusal: undefined },
        sampling: { startedAt: 1, endsAfterMs: 2 },
      },
    },
    { type: 'caches', caches: [cache] },
    { type: 'settings', settings: [setting as never] },
    {
      type: 'metrics',
      metrics: [
        { name: 'nodejs_gc_duration_seconds', suffix: '_sum', labels: { kind: 'major' }, value: 0.5 },
        { name: 'tidemark_heap_live_bytes', value: 7 },
      ],
    },
    { type: 'collected', collection },
    { type: 'pruned', pruning },
    { type: 'sampling', sampling: { startedAt: undefined, endsAfterMs: 2 } },
    { type: 'allocations', allocations: { ...allocations, root: { ...frame, children: [frame] } } },
  ])('$type, likewise', (answer) => {
    const message = { type: 'answer', request: 3, answer } as const;
    expect(parseAgentMessage(encodeLine(message))).toEqual(message);
  });

  it('do without the suffix of a metric that is none', () => {
    const reading = { name: 'a', suffix: '} 1', value: 1 };
    const answer = { type: 'metrics', metrics: [reading] };
    const message = parseAgentMessage(JSON.stringify({ type: 'answer', request: 1, answer }));
    expect(message).toMatchObject({ answer: { metrics: [{ name: 'a', value: 1 }] } });
    expect(() =>
      parseAgentMessage(
        JSON.stringify({
          type: 'answer',
          request: 1,
          answer: { ...answer, metrics: [{ ...reading, labels: { a: 1 } }] },
        }),
      ),
    ).toThrow('answer.metrics[0].labels.a must be text');
  });

  it('are refused with the field that is wrong', () => {
    const answer = {
      type: 'allocations',
      allocations: { ...allocations, root: { ...frame, children: [{}] } },
    };
    expect(() => parseAgentMessage(JSON.stringify({ type: 'answer', request: 1, answer }))).toThrow(
      'answer.allocations.root.children[0].name must be text',
    );
  });
});
