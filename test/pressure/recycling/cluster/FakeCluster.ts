import type { Cluster, Worker } from 'node:cluster';
import { EventEmitter } from 'node:events';

/** A worker that starts, listens, speaks and ends when a test says so. */
export class FakeWorker extends EventEmitter {
  exitedAfterDisconnect = false;
  connected = true;
  dead = false;
  readonly process: FakeProcess;
  readonly #cluster: FakeCluster;

  constructor(cluster: FakeCluster, pid: number) {
    super();
    this.#cluster = cluster;
    this.process = new FakeProcess(pid, this);
  }

  isDead(): boolean {
    return this.dead;
  }

  isConnected(): boolean {
    return this.connected;
  }

  /** Node's own, in the primary. */
  disconnect(): void {
    this.process.signals.push('disconnect');
  }

  listen(): this {
    this.#cluster.emit('online', this);
    this.#cluster.emit('listening', this, { port: 1 });
    return this;
  }

  /** Says how it is. */
  report(condition: object): void {
    this.process.emit('internalMessage', { cmd: 'NODE_TIDEMARK_RECYCLING', condition });
  }

  hangUp(): void {
    this.connected = false;
    this.emit('disconnect');
  }

  end(code: number | null, signal: NodeJS.Signals | null = null): void {
    this.dead = true;
    this.process.exitCode = code;
    this.process.signalCode = signal;
    this.emit('exit', code, signal);
    this.#cluster.emit('exit', this, code, signal);
  }
}

/** The process of a worker, as its primary has it. */
export class FakeProcess extends EventEmitter {
  connected = true;
  exitCode: number | null = null;
  signalCode: NodeJS.Signals | null = null;
  readonly sent: object[] = [];
  readonly signals: string[] = [];
  readonly pid: number;
  readonly #worker: FakeWorker;

  constructor(pid: number, worker: FakeWorker) {
    super();
    this.pid = pid;
    this.#worker = worker;
  }

  send(message: object, sent: (error: null) => void): boolean {
    this.sent.push(message);
    sent(null);
    return true;
  }

  kill(signal: string): void {
    this.signals.push(signal);
    if (signal === 'SIGKILL' && !this.#worker.dead) this.#worker.end(null, 'SIGKILL');
  }
}

/** `node:cluster` in a primary. */
export class FakeCluster extends EventEmitter {
  readonly isWorker: boolean = false;
  readonly workers: Record<number, FakeWorker> = {};
  #pids = 100;

  fork(): FakeWorker {
    this.#pids += 1;
    const worker = new FakeWorker(this, this.#pids);
    this.workers[this.#pids] = worker;
    this.emit('fork', worker);
    return worker;
  }

  get real(): Cluster {
    return this as unknown as Cluster;
  }
}

export function realWorker(worker: FakeWorker): Worker {
  return worker as unknown as Worker;
}
