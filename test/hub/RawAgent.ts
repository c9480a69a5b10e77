import { connect, type Socket } from 'node:net';
import { parseHubMessage } from '../../src/wire/agentProtocol.ts';
import { encodeLine, LineDecoder, toWireRow } from '../../src/wire/codec.ts';
import { type AgentMessage, type HubMessage, protocolVersion } from '../../src/wire/message.ts';
import type { ProcessIdentity } from '../../src/wire/process.ts';
import { type MemorySample, sampleFields, toRow } from '../../src/wire/sample.ts';

function identityOf(id: string, changes: Partial<ProcessIdentity> = {}): ProcessIdentity {
  const [pid = '', threadId = '0'] = id.split('.');
  return {
    id,
    pid: Number(pid),
    threadId: Number(threadId),
    parentPid: 1,
    role: threadId === '0' ? 'main' : 'worker-thread',
    name: 'server.js',
    nodeVersion: 'v20.20.2',
    platform: 'linux',
    startedAt: 1_000,
    intervalMs: 1_000,
    ...changes,
  };
}

export function helloOf(id: string, changes: Partial<ProcessIdentity> = {}) {
  return {
    type: 'hello',
    protocol: protocolVersion,
    process: identityOf(id, changes),
    fields: sampleFields,
  } as const;
}

export function sampleOf(sample: Partial<MemorySample>): Extract<AgentMessage, { type: 'sample' }> {
  return { type: 'sample', row: toWireRow(toRow(sample)) };
}

/** A peer of the hub that says exactly what a test makes it say. */
export class RawAgent {
  readonly socket: Socket;
  readonly received: HubMessage[] = [];
  closed = false;

  constructor(path: string) {
    const decoder = new LineDecoder();
    this.socket = connect(path);
    this.socket.on('data', (chunk) => {
      for (const line of decoder.push(chunk)) this.received.push(parseHubMessage(line));
    });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.closed = true;
    });
  }

  say(...messages: readonly AgentMessage[]): this {
    return this.write(messages.map(encodeLine).join(''));
  }

  write(text: string): this {
    this.socket.write(text);
    return this;
  }
}
