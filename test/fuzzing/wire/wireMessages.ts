import { strict as assert } from 'node:assert';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { AgentConnection } from '../../../src/hub/AgentConnection.ts';
import { Hub } from '../../../src/hub/Hub.ts';
import { TidemarkError } from '../../../src/TidemarkError.ts';
import { parseAgentMessage, parseHubMessage, parseTakingNews } from '../../../src/wire/agentProtocol.ts';
import { LineDecoder } from '../../../src/wire/codec.ts';
import {
  parseDashboardMessage,
  parseHistory,
  parseIncidents,
  parseMemoryEvent,
  parseProcesses,
} from '../../../src/wire/validate.ts';
import { type FuzzInput, type FuzzSurface, piecesOf } from '../FuzzSurface.ts';
import {
  borderNumbers,
  borderTexts,
  jsonMutations,
  jsonTokens,
  type Mutation,
  mutatedBy,
  textMutations,
} from '../textMutations.ts';
import { agentMessages, hubMessages, takings } from './messages.ts';

const parsers: readonly ((line: string) => unknown)[] = [
  parseAgentMessage,
  parseHubMessage,
  parseTakingNews,
  parseMemoryEvent,
  parseDashboardMessage,
  (line) => ({ processes: parseProcesses(line) }),
  parseHistory,
  (line) => ({ incidents: parseIncidents(line) }),
];
const mostProcesses = 8;

/** All that goes between agents, hub and dashboards: lines of JSON, and a hub that lives through every input. */
export function wireMessages(): FuzzSurface {
  const hub = new Hub({
    logger: {
      error: (message, error) => {
        throw new Error(String(message), { cause: error });
      },
    },
    historySize: 20,
    maxConnected: mostProcesses,
    maxGone: mostProcesses,
    now: () => 1_010_000,
  });
  const checked: WeakSet<object> = new WeakSet();
  // What a hub passes on, a dashboard must understand.
  hub.subscribe((message) => parseDashboardMessage(JSON.stringify(message)));
  const lines = (messages: readonly unknown[]): string =>
    messages.map((message) => `${JSON.stringify(message)}\n`).join('');
  const seeds = [
    lines(agentMessages),
    ...agentMessages.slice(1).map((message) => lines([agentMessages[0], message])),
    lines(hubMessages),
    lines(takings),
    lines([{ processes: hub.processes() }, { incidents: [] }, { type: 'reset' }, { type: 'end' }]),
  ];
  // Most lines of an input are still as they were to begin with: these are read once.
  const known = new Map(seeds.flatMap((seed) => seed.split('\n')).map((line) => [line, readsOf(line)]));
  return {
    seeds,
    mostBytes: 400_000,
    mutated: mutatedBy([
      ...textMutations({ numbers: borderNumbers, texts: borderTexts, tokens: [...jsonTokens, '\n', '\r\n'] }),
      ...jsonMutations,
      deeper,
    ]),
    check: (input) => {
      checkHub(hub, input);
      const incidents = hub.incidents().filter((incident) => !checked.has(incident));
      if (incidents.length > 0) parseIncidents(JSON.stringify({ incidents }));
      for (const incident of incidents) checked.add(incident);
      const read = readEach(input.bytes, piecesOf(input), known);
      return read > 0;
    },
  };
}

/** Calls within calls, as an allocation profile has them, in a number that no stack holds. */
const deeper: Mutation = (text, random) => {
  const levels = random.below(random.chance(0.02) ? 4000 : 20);
  const frame = '"children":[{"name":"f","file":"","line":1,"selfBytes":1,';
  return text.replace('"children":[]', `${frame.repeat(levels)}"children":[]${'}]'.repeat(levels)}`);
};

/** Reads each line in every way, and returns how many were understood in one or another. */
function readEach(
  bytes: Uint8Array,
  pieces: readonly Uint8Array[],
  known: ReadonlyMap<string, number>,
): number {
  const whole = new LineDecoder();
  const lines = whole.push(bytes);
  const pieceWise = new LineDecoder();
  assert.equal(pieces.flatMap((piece) => pieceWise.push(piece)).join('\n'), lines.join('\n'));
  assert.equal(pieceWise.skippedLines, whole.skippedLines);
  return lines.reduce((sum, line) => sum + (known.get(line) ?? readsOf(line)), 0);
}

/** In how many ways a line is understood. */
function readsOf(line: string): number {
  // What is no JSON is so for each of them: one is asked.
  const asked = isJson(line) ? parsers : parsers.slice(0, 1);
  return asked.filter((parse) => isRead(parse, line)).length;
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** What is read must be read the same again when it is sent on. */
function isRead(parse: (line: string) => unknown, line: string): boolean {
  let value: unknown;
  try {
    value = parse(line);
  } catch (error) {
    if (error instanceof TidemarkError && error.code === 'INVALID_MESSAGE') return false;
    throw error;
  }
  const sent = JSON.stringify(value);
  assert.equal(JSON.stringify(parse(sent)), sent);
  return true;
}

/** An agent that says this: the hub bears it, keeps to its bounds, and nobody is connected afterwards. */
function checkHub(hub: Hub, input: FuzzInput): void {
  const socket = new SilentSocket();
  new AgentConnection({
    socket: socket as unknown as Socket,
    admit: (hello, say) => hub.admit(hello, say),
    logger: { warn: () => undefined },
  });
  for (const piece of piecesOf(input)) if (!socket.destroyed) socket.emit('data', Buffer.from(piece));
  socket.destroy();
  assert.ok(hub.processes().length <= mostProcesses);
  assert.deepEqual(
    hub.processes().filter(({ state }) => state !== 'gone' && state !== 'silent'),
    [],
  );
  for (const { identity } of hub.processes()) hub.history(identity.id, { fromMs: 0, toMs: 1e15 });
}

/** A socket that takes everything and says nothing. */
class SilentSocket extends EventEmitter {
  destroyed = false;

  write(): boolean {
    return true;
  }

  end(done: () => void): void {
    done();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }
}
