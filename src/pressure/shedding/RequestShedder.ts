import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkedOptions } from '../../configuration/checkedOptions.ts';
import { FaultLog } from '../../monitoring/FaultLog.ts';
import { Listeners } from '../../monitoring/Listeners.ts';
import { invalidOption } from '../../TidemarkError.ts';
import type { PressureLevel } from '../../wire/event.ts';
import type { LoadShedder } from '../MemoryStrategy.ts';
import type { PressureReading } from '../PressureGauge.ts';
import { CollectionWhileShedding, type SheddingCollector } from './CollectionWhileShedding.ts';
import { expressDoor, type ShedMiddleware } from './doors/express.ts';
import { type FastifyShedPlugin, fastifyDoor } from './doors/fastify.ts';
import { type KoaShedMiddleware, koaDoor } from './doors/koa.ts';
import { type AnyHttpServer, serverDoor } from './doors/server.ts';
import { type LoadSheddingOptions, sheddingSettings } from './LoadSheddingOptions.ts';
import { OpenRequests } from './OpenRequests.ts';
import { RequestGate, type RequestPlace } from './RequestGate.ts';
import { mostSeverity, type RequestTreatment, requestPriorities } from './RequestPriority.ts';
import { SheddingControl } from './SheddingControl.ts';
import { SheddingCounts, type SheddingMetrics } from './SheddingMetrics.ts';
import type { ServerAnswer, ServerRequest } from './sendRefusal.ts';

/** What is used of a `MemoryPressureManager`. */
export interface SheddingManager extends SheddingCollector {
  addLoadShedder(shedder: LoadShedder): () => void;
}

/** Shedding has begun, or has ended. */
export interface SheddingChange {
  readonly shedding: boolean;
  /** The level of pressure at this moment. */
  readonly level: PressureLevel;
  /** What is short, in one sentence; where shedding has ended at a level that has not, why it has, and else empty. */
  readonly reason: string;
  /** Requests that were refused in this time; 0 where it has just begun. */
  readonly refused: number;
}

/** Options of a door that stands before some routes only. */
export interface DoorOptions {
  /** What all its requests matter. @default what `priority` and `routes` say */
  readonly priority?: RequestTreatment | undefined;
}

/**
 * Answers some of the requests with 503 while memory is short: first those of low priority, step by step more of the
 * others, those of high priority last; health checks never, and nothing that has been begun. Made by `shedLoad`.
 */
export class RequestShedder implements LoadShedder {
  readonly #control: SheddingControl;
  readonly #faults: FaultLog;
  readonly #collections: CollectionWhileShedding;
  readonly #counts: SheddingCounts = new SheddingCounts();
  readonly #gate: RequestGate;
  readonly #changes: Listeners<SheddingChange>;
  readonly #closers: Set<() => void> = new Set();
  #refusedBefore = 0;
  #closed = false;

  /** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
  constructor(options: LoadSheddingOptions = {}) {
    const settings = sheddingSettings(options);
    const { logger, now, ceilings, stepUpMs, stepDownMs, timers } = settings;
    const faults = new FaultLog(logger, now);
    this.#faults = faults;
    this.#changes = new Listeners((error) => faults.report('a listener of the load shedding', error));
    if (logger !== undefined) this.#changes.add((change) => logger.info(sentenceOf(change)));
    this.#collections = new CollectionWhileShedding(faults, now);
    const open = new OpenRequests();
    this.#control = new SheddingControl({
      ceilings,
      stepUpMs,
      stepDownMs,
      timers,
      now,
      stayedSame: settings.collect ? this.#collections.stayedSame : undefined,
      collect: async (cause, answersNothing) =>
        settings.collect && (await this.#collections.collect(cause, answersNothing)),
      open,
      changed: (change) => this.#tell(change),
    });
    this.#gate = new RequestGate({ settings, control: this.#control, open, counts: this.#counts, faults });
  }

  /** What became of the requests, and what is refused at this moment. */
  get metrics(): SheddingMetrics {
    const { severity, level } = this.#control;
    const [low, normal, high] = requestPriorities.map((priority) => this.#gate.refusedShare(priority));
    return {
      shedding: severity > 0,
      level,
      severity: severity / mostSeverity,
      refusedShare: { low: low!, normal: normal!, high: high! },
      ...this.#counts.read(),
    };
  }

  /** Requests that were refused so far. */
  get refused(): number {
    return this.#counts.refused;
  }

  /** Whether nothing is refused though memory is short, since that has turned out to be in vain. */
  get inVain(): boolean {
    return this.#control.inVain;
  }

  /** Whether memory is critical, or load is being shed: the moment to leave out what can be left out. */
  isUnderPressure(): boolean {
    return this.#control.level === 'critical' || this.#control.severity > 0;
  }

  /** Calls the handler when shedding begins and when it ends. Returns an unsubscribe function. */
  onChange(handler: (change: SheddingChange) => unknown): () => void {
    return this.#changes.add(handler);
  }

  /** A listener for `http.createServer`, `https` and the compatibility API of `http2`, with the door before it. */
  wrap<Request extends ServerRequest = IncomingMessage, Response extends ServerAnswer = ServerResponse>(
    listener: (request: Request, response: Response) => unknown,
  ): (request: Request, response: Response) => void {
    if (typeof listener !== 'function') throw invalidOption('listener', 'a function', listener);
    return (request, response) => {
      if (!this.#gate.refuses(request, response)) listener(request, response);
    };
  }

  /**
   * Stands before everything that the server does, WebSockets and other upgrades among it, whatever framework is behind
   * it. Returns a function that takes it away.
   */
  attach(server: AnyHttpServer): () => void {
    if (typeof server?.emit !== 'function') throw invalidOption('server', 'an HTTP server', server);
    const detach = serverDoor(this.#gate, server);
    this.#closers.add(detach);
    return () => {
      this.#closers.delete(detach);
      detach();
    };
  }

  /** Middleware for Express 4 and 5 and Connect. */
  express<Request extends ServerRequest = IncomingMessage, Response extends ServerAnswer = ServerResponse>(
    options?: DoorOptions,
  ): ShedMiddleware<Request, Response> {
    return expressDoor(this.#gate, placeOf(options));
  }

  /** Middleware for Koa. */
  koa(options?: DoorOptions): KoaShedMiddleware {
    return koaDoor(this.#gate, placeOf(options));
  }

  /** A plugin for Fastify, for the whole application. A route says what it matters in `config.loadShedding`. */
  fastify(): FastifyShedPlugin {
    return fastifyDoor(this.#gate, () => this.isUnderPressure());
  }

  /** Load should be shed. A manager calls it. */
  shed(level: PressureLevel, reason: string): void {
    if (!this.#closed) this.#control.shed(level, reason);
  }

  /** What a look at memory has shown. A manager calls it. */
  observe(reading: PressureReading): void {
    if (!this.#closed) this.#control.observe(reading);
  }

  /** Load need not be shed any more; less of it is, step by step. A manager calls it. */
  restore(): void {
    this.#control.restore();
  }

  /** Refuses nothing from now on, until it is told to shed load again. A manager calls it. */
  end(): void {
    this.#control.end();
  }

  /** Refuses nothing from now on, leaves its manager and takes its doors away from servers. */
  close(): void {
    this.#closed = true;
    this.#control.end();
    for (const close of this.#closers) close();
    this.#closers.clear();
  }

  /**
   * Does what the manager says, until this is closed. What comes of a promise that brings none is told to the logger.
   *
   * @throws TidemarkError `INVALID_OPTION`, or `MANAGER_CLOSED`
   */
  follow(manager: SheddingManager | PromiseLike<SheddingManager>): this {
    if (isPromise(manager)) {
      manager
        .then((arrived) => this.#follow(arrived))
        .then(undefined, (error: unknown) => this.#faults.report('the manager of the load shedding', error));
    } else {
      this.#follow(manager);
    }
    return this;
  }

  #follow(manager: SheddingManager): void {
    if (typeof manager?.addLoadShedder !== 'function') {
      throw invalidOption('manager', 'a MemoryPressureManager, or a promise of one', manager);
    }
    if (this.#closed) return;
    this.#closers.add(manager.addLoadShedder(this));
    this.#collections.collector = manager;
  }

  #tell(change: Omit<SheddingChange, 'refused'>): void {
    const { refused } = this.#counts;
    if (change.shedding) this.#counts.episodes++;
    this.#changes.tell({ ...change, refused: change.shedding ? 0 : refused - this.#refusedBefore });
    this.#refusedBefore = refused;
  }
}

function placeOf(options: DoorOptions | undefined): RequestPlace {
  if (options === undefined) return {};
  const { priority } = checkedOptions('options', options, { owner: 'a door', names: ['priority'] });
  if (priority === undefined) return {};
  if (priority !== 'exempt' && !requestPriorities.includes(priority)) {
    throw invalidOption('priority', 'one of "low", "normal", "high", "exempt"', priority);
  }
  return { treatment: priority, inner: true };
}

function sentenceOf({ shedding, reason, refused }: SheddingChange): string {
  if (shedding) return `tidemark: Load is shed from now on. ${reason}`;
  return `tidemark: Load is no longer shed; ${refused} requests were refused. ${reason}`.trim();
}

function isPromise(value: unknown): value is PromiseLike<SheddingManager> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
