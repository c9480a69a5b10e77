import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { apiName, directoryPrefix, pipes, socketName, socketParent } from '../serving/socketFolder.ts';
import { describe, TidemarkError } from '../TidemarkError.ts';
import { parseTakingNews } from '../wire/agentProtocol.ts';
import { LineDecoder } from '../wire/codec.ts';
import type { Incident } from '../wire/incident.ts';
import type { HistoryAnswer } from '../wire/message.ts';
import type { ProcessSummary } from '../wire/process.ts';
import type { SnapshotOrder, TakingNews } from '../wire/snapshotTaking.ts';
import { parseHistory, parseIncidents, parseProcesses } from '../wire/validate.ts';

/** A hub on this machine answers in milliseconds, unless it is stopped. */
const patienceMs = 3000;
/** A process that serves itself, and a hub, take so many connections of all commands together: leave some to others. */
const connections = 4;

/** Talks to a hub of this user on this machine, or to a process that serves itself: it answers for one. */
export class HubClient {
  /** Of its socket or pipe. */
  readonly path: string;
  /** Whether many processes may be behind it; otherwise one that serves itself. */
  readonly isHub: boolean;
  readonly #agent: Agent = new Agent({ keepAlive: true, maxSockets: connections });

  constructor(path: string, isHub: boolean = true) {
    this.path = path;
    this.isHub = isHub;
  }

  /** The hubs that run now, and the processes that serve themselves, as far as their sockets can be found. */
  static async all(platform: NodeJS.Platform = process.platform, parent?: string): Promise<HubClient[]> {
    if (platform === 'win32') {
      const names = await readdir(pipes).catch(() => []);
      const ours = names.filter((name) => name.startsWith(directoryPrefix) && name.endsWith(apiName));
      return ours.map((name) => new HubClient(`${pipes}${name}`));
    }
    const folder = socketParent(parent);
    const names = await readdir(folder).catch(() => []);
    const ours = names.filter((name) => name.startsWith(directoryPrefix));
    return ours.map(
      (name) => new HubClient(join(folder, name, apiName), existsSync(join(folder, name, socketName))),
    );
  }

  /** The processes that a hub watches; none where there is no hub after all. */
  async processes(): Promise<readonly ProcessSummary[]> {
    return this.knownProcesses().catch(() => []);
  }

  /** The same, of a hub that there is. @throws TidemarkError `HUB_UNAVAILABLE`, whose cause tells why */
  async knownProcesses(): Promise<readonly ProcessSummary[]> {
    return parseProcesses(await this.#read('/api/processes'));
  }

  /**
   * A stretch of what is kept of a process, with rows at least `stepMs` apart.
   *
   * @throws TidemarkError `NOT_FOUND` or `HUB_UNAVAILABLE`
   */
  async history(
    id: string,
    {
      fromMs,
      toMs,
      statistic,
      stepMs,
    }: {
      readonly fromMs: number;
      readonly toMs: number;
      readonly statistic: 'mean' | 'max';
      readonly stepMs?: number | undefined;
    },
  ): Promise<HistoryAnswer> {
    const step = stepMs === undefined ? '' : `&step=${stepMs}`;
    const query = `from=${Math.floor(fromMs)}&to=${Math.ceil(toMs)}&statistic=${statistic}${step}`;
    return parseHistory(await this.#read(`/api/processes/${encodeURIComponent(id)}/history?${query}`));
  }

  /** All incidents that are known, newest first. @throws TidemarkError `HUB_UNAVAILABLE` */
  async incidents(): Promise<readonly Incident[]> {
    return parseIncidents(await this.#read('/api/incidents'));
  }

  /**
   * Has a process take a heap snapshot; resolves with how that ended.
   *
   * @throws TidemarkError `NOT_FOUND`, `INVALID_REQUEST`; `HUB_UNAVAILABLE` where the hub goes meanwhile, `SNAPSHOT_REFUSED`
   * where a process that serves itself does; the signal's reason where it ends it
   */
  async takeSnapshot(
    id: string,
    order: SnapshotOrder,
    begun: (news: TakingNews & { state: 'begun' }) => void,
    signal: AbortSignal,
  ): Promise<Exclude<TakingNews, { state: 'begun' }>> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(order)) query.set(name, String(value));
    let hasBegun = false;
    const path = `/api/processes/${encodeURIComponent(id)}/actions/heap-snapshot?${query}`;
    try {
      const answer = await this.#ask('POST', path, signal);
      if (answer.statusCode !== 200) throw refusalIn(await textOf(answer));
      const decoder = new LineDecoder();
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        for (const line of decoder.push(chunk)) {
          const news = parseTakingNews(line);
          if (news.state !== 'begun') return news;
          hasBegun = true;
          begun(news);
        }
      }
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof TidemarkError) throw cause;
      throw this.#gone(hasBegun, cause as Error);
    }
    throw this.#gone(hasBegun);
  }

  #gone(hasBegun: boolean, cause?: Error): TidemarkError {
    const details = cause === undefined ? {} : { cause };
    if (this.isHub) {
      const reason = cause?.message ?? 'it ended before the snapshot was written';
      return new TidemarkError('HUB_UNAVAILABLE', `The hub is gone: ${reason}.`, details);
    }
    const when = hasBegun ? 'while the snapshot was taken' : 'before the snapshot began';
    return new TidemarkError(
      'SNAPSHOT_REFUSED',
      `The process ended, or stopped Tidemark, ${when}. It has no hub that could tell more.`,
      details,
    );
  }

  async #read(path: string): Promise<string> {
    try {
      const answer = await this.#ask('GET', path, AbortSignal.timeout(patienceMs));
      const text = await textOf(answer);
      if (answer.statusCode !== 200) throw refusalIn(text);
      return text;
    } catch (cause) {
      if (cause instanceof TidemarkError) throw cause;
      throw new TidemarkError('HUB_UNAVAILABLE', `The hub is gone: ${(cause as Error).message}.`, { cause });
    }
  }

  #ask(method: string, path: string, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const asking: ClientRequest = request(
        { socketPath: this.path, method, path, signal, agent: this.#agent },
        resolve,
      );
      asking.on('error', reject);
      asking.end();
    });
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const part of answer as AsyncIterable<string>) text += part;
  return text;
}

function refusalIn(text: string): TidemarkError {
  try {
    const { message } = (JSON.parse(text) as { error: { message: string } }).error;
    return new TidemarkError('NOT_FOUND', String(message));
  } catch {
    return new TidemarkError('HUB_UNAVAILABLE', `The hub answered ${describe(text)}.`);
  }
}
