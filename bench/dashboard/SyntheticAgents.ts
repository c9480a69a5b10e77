import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { shippedPackage } from '../harness/shipped.ts';

const megabyte = 2 ** 20;
const protocol = 1;

/** Agents of processes that do not exist, each with a connection of its own to a hub. They drop nothing. */
export class SyntheticAgents {
  readonly #sockets: readonly Socket[];
  readonly #row: (timeMs: number, agent: number) => (number | null)[];
  #said = 0;

  private constructor(sockets: readonly Socket[], row: (timeMs: number, agent: number) => (number | null)[]) {
    this.#sockets = sockets;
    this.#row = row;
  }

  /** Resolves when the hub has welcomed all. */
  static async join(socketPath: string, count: number, startedAt: number): Promise<SyntheticAgents> {
    const { sampleFields, toRow } = await shippedPackage();
    const row = (timeMs: number, agent: number): (number | null)[] =>
      Array.from(toRow(sampleAt(timeMs, agent)), (value) => (Number.isNaN(value) ? null : value));
    const sockets = await Promise.all(
      Array.from({ length: count }, async (_, agent) => {
        const socket = connect(socketPath);
        await once(socket, 'connect');
        const process = identityOf(agent, startedAt);
        socket.write(`${JSON.stringify({ type: 'hello', protocol, process, fields: sampleFields })}\n`);
        await once(socket, 'data');
        return socket.resume();
      }),
    );
    return new SyntheticAgents(sockets, row);
  }

  /** Samples said by all of them together. */
  get said(): number {
    return this.#said;
  }

  /** Every agent says one sample for each second from one time up to another, without it. */
  say(fromMs: number, toMs: number = fromMs + 1): void {
    this.#sockets.forEach((socket, agent) => {
      const lines: string[] = [];
      for (let timeMs = fromMs; timeMs < toMs; timeMs += 1_000) {
        lines.push(`${JSON.stringify({ type: 'sample', row: this.#row(timeMs, agent) })}\n`);
      }
      this.#said += lines.length;
      socket.write(lines.join(''));
    });
  }

  /** Resolves when the system has taken everything. */
  async written(): Promise<void> {
    for (const socket of this.#sockets) {
      if (socket.writableLength > 0) await once(socket, 'drain');
    }
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

function identityOf(agent: number, startedAt: number) {
  return {
    id: String(1_000 + agent),
    pid: 1_000 + agent,
    threadId: 0,
    parentPid: 1,
    role: agent === 0 ? 'main' : 'child',
    name: `worker ${agent}`,
    nodeVersion: process.version,
    platform: process.platform,
    startedAt,
    intervalMs: 1_000,
  };
}

/** A healthy process: a sawtooth with a major collection every 20 s. All counters are known, so that all charts are there. */
function sampleAt(time: number, agent: number) {
  const second = Math.floor(time / 1_000) + agent;
  const swing = second % 20;
  const old = (60 + swing) * megabyte;
  return {
    time,
    heapUsedBytes: old + 8 * megabyte,
    heapTotalBytes: 100 * megabyte,
    heapLimitBytes: 2_048 * megabyte,
    oldUsedBytes: old,
    liveBytes: (60 + (Math.floor(second / 20) % 3)) * megabyte,
    externalBytes: 8 * megabyte,
    arrayBufferBytes: 6 * megabyte,
    mallocedBytes: megabyte,
    rssBytes: (150 + swing) * megabyte,
    containerUsedBytes: (160 + swing) * megabyte,
    containerLimitBytes: 512 * megabyte,
    hostUsedBytes: 4_096 * megabyte,
    hostTotalBytes: 16_384 * megabyte,
    stallPercent: second % 7 === 0 ? 0.4 : 0,
    majorCollections: Math.floor(second / 20) % 1_000_000,
    newSpaceBytes: 8 * megabyte,
    oldSpaceBytes: (50 + swing) * megabyte,
    largeObjectSpaceBytes: 6 * megabyte,
    codeSpaceBytes: 2 * megabyte,
    trustedSpaceBytes: megabyte,
    sharedSpaceBytes: 0,
    readOnlySpaceBytes: 1_024,
    gcMinorMs: 2 + (second % 5),
    gcMajorMs: swing === 0 ? 24 : 0,
    eventLoopUtilization: 0.2 + (second % 9) / 30,
    eventLoopDelayMs: 1 + (second % 4),
  };
}
