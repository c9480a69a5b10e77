import { describe, expect, it } from 'vitest';
import { TidemarkError } from '../../src/TidemarkError.ts';
import { parseAgentMessage, parseHubMessage } from '../../src/wire/agentProtocol.ts';
import { encodeLine } from '../../src/wire/codec.ts';
import { type MemoryEvent, memoryEventTypes } from '../../src/wire/event.ts';
import type { AgentMessage, DashboardMessage } from '../../src/wire/message.ts';
import { sampleFields, toRow, toSample } from '../../src/wire/sample.ts';
import { parseDashboardMessage } from '../../src/wire/validate.ts';

const identity = {
  id: '4711.2',
  pid: 4711,
  threadId: 2,
  parentPid: 1,
  role: 'worker-thread',
  name: 'app.js',
  nodeVersion: 'v20.20.2',
  platform: 'linux',
  startedAt: 1_700_000_000_000,
  intervalMs: 5000,
} as const;

const site = {
  function: 'leaky',
  file: 'app.js',
  line: 3,
  package: undefined,
  bytesPerSecond: 9,
  survival: 1,
};

const leak = {
  id: 'leak-1',
  memory: 'heap',
  rateBytesPerSecond: 1024,
  grownBytes: 1_000_000,
  sinceMs: 60_000,
  pattern: 'linear',
  confidence: 0.9,
  sites: [site],
  holder: { path: 'cache', class: 'Map', entries: 12 },
  outOfMemory: { etaMs: 5, lowMs: 4, highMs: undefined, limit: 'heap' },
  evidence: ['it grows'],
  advice: 'Look at the map.',
} as const;

const limit = { kind: 'heap', usedBytes: 1, limitBytes: 2, ratio: 0.5 } as const;

const events: readonly MemoryEvent[] = [
  { time: 1, type: 'memory:sampled', payload: toSample(toRow({ time: 1, rssBytes: 2 })) },
  {
    time: 1,
    type: 'memory:threshold_exceeded',
    payload: {
      metric: 'rss',
      level: 'critical',
      previousLevel: 'warning',
      usedBytes: 5,
      thresholdBytes: 4,
      limitBytes: undefined,
      ratio: undefined,
      message: 'Resident memory is above 4 bytes.',
    },
  },
  {
    time: 1,
    type: 'memory:pressure_changed',
    payload: {
      level: 'normal',
      previousLevel: 'warning',
      capacity: { limits: [limit], binding: limit },
    },
  },
  { time: 1, type: 'memory:leak_suspected', payload: { ...leak, level: 'suspected' } },
  { time: 1, type: 'memory:leak_confirmed', payload: { ...leak, level: 'confirmed' } },
  { time: 1, type: 'memory:leak_withdrawn', payload: { ...leak, level: 'withdrawn' } },
  {
    time: 1,
    type: 'memory:out_of_memory_predicted',
    payload: { etaMs: 1, lowMs: 1, highMs: 2, limit: 'container' },
  },
  {
    time: 1,
    type: 'memory:strategy_applied',
    payload: {
      strategy: 'prune',
      level: 'warning',
      freedBytes: undefined,
      measured: false,
      pauseMs: undefined,
    },
  },
  {
    time: 1,
    type: 'memory:recycling',
    payload: {
      kind: 'cluster-worker',
      id: '4711',
      step: 'done',
      cause: 'leak',
      reason: 'It leaks.',
      replacement: '4712',
      durationMs: 20,
      detail: 'It ended.',
    },
  },
  { time: 1, type: 'memory:mark', payload: { label: 'deploy 4f2c91' } },
  {
    time: 1,
    type: 'memory:configuration_changed',
    payload: {
      changed: [{ path: 'thresholds.heap.warning', from: '0.7', to: '0.6' }],
      needRestart: [{ path: 'name', to: '"shop"' }],
      message: 'thresholds.heap.warning is 0.6 now.',
    },
  },
];

const agentMessages: readonly AgentMessage[] = [
  { type: 'hello', protocol: 1, process: identity, fields: sampleFields },
  { type: 'sample', row: [1, null, 3] },
  { type: 'sample', row: [], dropped: 4 },
  ...events.map((event) => ({ type: 'event', event }) as const),
  { type: 'goodbye', reason: 'exit' },
];

const dashboardMessages: readonly DashboardMessage[] = [
  {
    type: 'process',
    process: { identity, state: 'live', exit: undefined, droppedSamples: 0 },
  },
  {
    type: 'process',
    process: {
      identity: { ...identity, id: '4711', threadId: 0, role: 'main' },
      state: 'gone',
      exit: { time: 1, code: null, signal: 'SIGKILL' },
      droppedSamples: 3,
    },
  },
  { type: 'sample', id: '4711', row: [null] },
  ...events.map((event) => ({ type: 'event', id: '4711', event }) as const),
  {
    type: 'analysis',
    analysis: { id: '1', kind: 'retainers', snapshots: ['0af'], object: 7, state: 'waiting', askedAt: 1 },
  },
  {
    type: 'analysis',
    analysis: {
      id: '2',
      kind: 'diff',
      snapshots: ['0af', '1bf'],
      state: 'running',
      askedAt: 1,
      progress: {
        stage: 'reading',
        file: 1,
        bytesRead: 2,
        totalBytes: 3,
        bytesPerSecond: 0.5,
        remainingMs: 6,
      },
    },
  },
  {
    type: 'analysis',
    analysis: {
      id: '3',
      kind: 'classes',
      snapshots: ['0af'],
      state: 'failed',
      askedAt: 1,
      endedAt: 2,
      problem: 'It crashed.',
    },
  },
  { type: 'reset' },
];

function errorOf(read: () => unknown): TidemarkError {
  try {
    read();
  } catch (error) {
    if (error instanceof TidemarkError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

function agentError(message: unknown): TidemarkError {
  return errorOf(() => parseAgentMessage(JSON.stringify(message)));
}

describe('messages on the wire', () => {
  it('cover every event type', () => {
    expect(events.map((event) => event.type)).toEqual(memoryEventTypes);
  });

  it.each(agentMessages.map((message) => [message.type, message] as const))(
    'come back as the agent sent them: %s',
    (_type, message) => {
      expect(parseAgentMessage(encodeLine(message))).toEqual(message);
    },
  );

  it.each(dashboardMessages.map((message) => [message.type, message] as const))(
    'come back as the hub sent them to the dashboard: %s',
    (_type, message) => {
      expect(parseDashboardMessage(JSON.stringify(message))).toEqual(message);
    },
  );

  it('come back as the hub sent them to the agent', () => {
    const welcome = { type: 'welcome', protocol: 1 } as const;
    const refused = { type: 'refused', reason: 'too old' } as const;
    expect(parseHubMessage(encodeLine(welcome))).toEqual(welcome);
    expect(parseHubMessage(encodeLine(refused))).toEqual(refused);
  });

  it('may say more than we know', () => {
    expect(parseAgentMessage('{"type":"goodbye","reason":"exit","mood":"fine"}')).toEqual({
      type: 'goodbye',
      reason: 'exit',
    });
  });

  it('cannot smuggle a prototype in', () => {
    const message = parseAgentMessage('{"type":"goodbye","reason":"exit","__proto__":{"admin":true}}');
    expect('admin' in message).toBe(false);
  });
});

describe('a wrong message', () => {
  it('is an INVALID_MESSAGE that names field, rule and value', () => {
    const error = agentError({ type: 'sample', row: [1, 'two'] });
    expect(error.code).toBe('INVALID_MESSAGE');
    expect(error.option).toBe('row[1]');
    expect(error.rule).toBe('a finite number');
    expect(error.received).toBe('two');
    expect(error.message).toBe('row[1] must be a finite number, received "two"');
  });

  it.each([
    [{ type: 'sample', row: 5 }, 'row must be a list, received 5'],
    [{ type: 'sample' }, 'row must be a list, received nothing'],
    [
      { type: 'hello', protocol: 1.5, process: identity, fields: [] },
      'protocol must be a whole number from 0, received 1.5',
    ],
    [
      { type: 'hello', protocol: 1, process: { ...identity, pid: -1 }, fields: [] },
      'process.pid must be a whole number from 0, received -1',
    ],
    [
      { type: 'hello', protocol: 1, process: { ...identity, id: '../etc' }, fields: [] },
      'process.id must be 1 to 64 letters, digits, dots, dashes or underscores, received "../etc"',
    ],
    [
      { type: 'hello', protocol: 1, process: { ...identity, role: 'king' }, fields: [] },
      'process.role must be one of main, cluster-worker, worker-thread, child, page, received "king"',
    ],
    [{ type: 'hello', protocol: 1, process: null, fields: [] }, 'process must be an object, received null'],
    [{ type: 'goodbye', reason: 5 }, 'reason must be text, received 5'],
    [
      { type: 'event', event: { type: 'memory:boiled' } },
      `event.type must be one of ${memoryEventTypes.join(', ')}, received "memory:boiled"`,
    ],
    [
      { type: 'event', event: { ...events[7], payload: { ...events[7]?.payload, measured: 'yes' } } },
      'event.payload.measured must be true or false, received "yes"',
    ],
    [
      { type: 'event', event: { time: 1, type: 'memory:mark', payload: { label: 'two\nlines' } } },
      'event.payload.label must be a line of 1 to 80 letters, received "two\\nlines"',
    ],
    [
      { type: 'event', event: { time: 1, type: 'memory:mark', payload: { label: '' } } },
      'event.payload.label must be a line of 1 to 80 letters, received ""',
    ],
    [
      { type: 'welcome' },
      'type must be one of hello, sample, event, taking, answer, child-ended, goodbye, received "welcome"',
    ],
    [[], 'the message must be an object, received []'],
    [7, 'the message must be an object, received 7'],
  ])('%j is told why', (message, expected) => {
    expect(agentError(message).message).toBe(expected);
  });

  it('that is no JSON is told so, with its beginning only', () => {
    const error = errorOf(() => parseHubMessage(`{"type": ${'x'.repeat(500)}`));
    expect(error.code).toBe('INVALID_MESSAGE');
    expect(error.message).toMatch(/^the message must be JSON, received "/);
    expect(error.message.length).toBeLessThan(150);
    expect(error.cause).toBeInstanceOf(SyntaxError);
  });

  it('nested more deeply than any stack can hold is told so', () => {
    const levels = 20_000;
    const frame = '"children":[{"name":"f","file":"","line":1,"selfBytes":1,';
    const root = `{"name":"","file":"","line":0,"selfBytes":0,${frame.repeat(levels)}"children":[]${'}]'.repeat(levels)}}`;
    const allocations = `{"startedAt":1,"time":1,"liveBytes":1,"samples":1,"root":${root}}`;
    const line = `{"type":"answer","request":1,"answer":{"type":"allocations","allocations":${allocations}}}`;
    const error = errorOf(() => parseAgentMessage(line));
    expect(error.code).toBe('INVALID_MESSAGE');
    expect(error.message).toBe('the message must be nested less deeply');
  });
});
