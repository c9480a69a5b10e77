import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../harness/shipped.ts';
import type { FleetTarget } from './TargetServers.ts';

/** A series, and its value. */
export interface QueryResult {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const startsWithinMs = 30_000;

/** A real Prometheus with the rules of this repository, which scrapes the targets at an interval. */
export class PrometheusServer {
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #address: string;

  private constructor(folder: string, child: ChildProcess, address: string) {
    this.#folder = folder;
    this.#child = child;
    this.#address = address;
  }

  static async start(targets: readonly FleetTarget[], intervalSeconds: number): Promise<PrometheusServer> {
    if (spawnSync('prometheus', ['--version']).status !== 0) {
      throw new Error('prometheus is not installed: npm run setup');
    }
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-fleet-'));
    cpSync(join(root, 'deploy/prometheus/tidemark.rules.yml'), join(folder, 'tidemark.rules.yml'));
    const interval = `${intervalSeconds}s`;
    const configuration = {
      global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
      rule_files: ['tidemark.rules.yml'],
      scrape_configs: [
        {
          job_name: 'fleet',
          static_configs: targets.map(({ instance, address, path }) => ({
            targets: [address],
            labels: { instance, __metrics_path__: path },
          })),
        },
      ],
    };
    // JSON is YAML.
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(configuration));
    const address = `127.0.0.1:${await freePort()}`;
    const child = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=${address}`,
        '--log.level=error',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const server = new PrometheusServer(folder, child, address);
    await server.#ready();
    return server;
  }

  async query(text: string): Promise<readonly QueryResult[]> {
    const { result } = (await this.#ask(`query?query=${encodeURIComponent(text)}`)) as {
      readonly result: readonly { metric: Record<string, string>; value: [number, string] }[];
    };
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** The value of a query that gives one; `NaN` where it gives none. */
  async value(text: string): Promise<number> {
    return (await this.query(text))[0]?.value ?? Number.NaN;
  }

  /** Seconds that the last evaluation of each group of rules took. */
  async evaluationSeconds(): Promise<ReadonlyMap<string, number>> {
    const { groups } = (await this.#ask('rules')) as {
      readonly groups: readonly { readonly name: string; readonly evaluationTime: number }[];
    };
    return new Map(groups.map(({ name, evaluationTime }) => [name, evaluationTime]));
  }

  /** What it tells of itself: the sum of all series of a metric. */
  async own(): Promise<(metric: string) => number> {
    const page = await (await fetch(`http://${this.#address}/metrics`)).text();
    const lines = page.split('\n').filter((line) => !line.startsWith('#'));
    return (metric) =>
      lines
        .filter((line) => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    const endsAt = Date.now() + startsWithinMs;
    while (Date.now() < endsAt) {
      const response = await fetch(`http://${this.#address}/-/ready`).catch(() => undefined);
      if (response?.ok) return;
      await delay(200);
    }
    await this.close();
    throw new Error('Prometheus has not become ready');
  }

  async #ask(what: string): Promise<unknown> {
    const response = await fetch(`http://${this.#address}/api/v1/${what}`);
    const answer = (await response.json()) as { readonly status: string; readonly data: unknown };
    if (answer.status !== 'success') throw new Error(JSON.stringify(answer));
    return answer.data;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
