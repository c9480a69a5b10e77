import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import { until } from './TidemarkRun.ts';

const deploy = join(import.meta.dirname, '../../deploy/prometheus');

/** An alert that fires, as Prometheus tells of it. */
export interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What Alertmanager has sent to a receiver. */
export interface Notification {
  /** `/pager`, `/tickets`. */
  readonly path: string;
  readonly alerts: readonly FiringAlert[];
}

/** A job of Prometheus: a name, and what it scrapes. */
export interface ScrapedTarget {
  readonly job: string;
  /** `127.0.0.1:3000` */
  readonly address: string;
}

/** A real Prometheus with our rules, and a real Alertmanager with our example, in which a minute is a second. */
export class PrometheusServers {
  readonly notifications: Notification[] = [];
  readonly #children: ChildProcess[] = [];
  readonly #receiver: Server;
  #address = '';
  #said = '';

  private constructor() {
    this.#receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        const { alerts } = JSON.parse(body) as Pick<Notification, 'alerts'>;
        this.notifications.push({ path: request.url ?? '', alerts });
        response.end();
      });
    });
  }

  static async start(folder: string, targets: readonly ScrapedTarget[]): Promise<PrometheusServers> {
    const servers = new PrometheusServers();
    await servers.#start(folder, targets);
    return servers;
  }

  async #start(folder: string, targets: readonly ScrapedTarget[]): Promise<void> {
    await new Promise<void>((resolve) => this.#receiver.listen(0, '127.0.0.1', resolve));
    const { port } = this.#receiver.address() as AddressInfo;
    const [address, alertmanager] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    this.#address = address;
    const routes = minutesAsSeconds(readFileSync(join(deploy, 'alertmanager.example.yml'), 'utf8'));
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    write('tidemark.rules.yml', minutesAsSeconds(readFileSync(join(deploy, 'tidemark.rules.yml'), 'utf8')));
    const configuration = {
      global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
      rule_files: ['tidemark.rules.yml'],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
      scrape_configs: targets.map(({ job, address: target }) => ({
        job_name: job,
        static_configs: [{ targets: [target] }],
      })),
    };
    // JSON is YAML.
    this.#spawn('prometheus', [
      `--config.file=${write('prometheus.yml', JSON.stringify(configuration))}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=${address}`,
      '--log.level=warn',
    ]);
    this.#spawn('prometheus-alertmanager', [
      `--config.file=${write('alertmanager.yml', routes.replaceAll('127.0.0.1:9099', `127.0.0.1:${port}`))}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=${alertmanager}`,
      '--cluster.listen-address=',
      '--log.level=warn',
    ]);
    await until(async () => {
      for (const each of [address, alertmanager]) {
        const { ok } = await fetch(`http://${each}/-/ready`);
        if (!ok) throw new Error(`${each} is not ready: ${this.#said}`);
      }
    });
  }

  /** The alerts that fire at this moment. */
  async firing(): Promise<readonly FiringAlert[]> {
    const { alerts } = (await this.#ask('alerts')) as {
      readonly alerts: readonly (FiringAlert & { readonly state: string })[];
    };
    return alerts.filter(({ state }) => state === 'firing');
  }

  /** What a query gives: label sets with their values. */
  async query(text: string): Promise<readonly { labels: Record<string, string>; value: number }[]> {
    const { result } = (await this.#ask(`query?query=${encodeURIComponent(text)}`)) as {
      readonly result: readonly { metric: Record<string, string>; value: [number, string] }[];
    };
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  close(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    this.#receiver.close();
    this.#receiver.closeAllConnections();
  }

  async #ask(what: string): Promise<unknown> {
    const response = await fetch(`http://${this.#address}/api/v1/${what}`);
    const answer = (await response.json()) as { readonly status: string; readonly data: unknown };
    if (answer.status !== 'success') throw new Error(JSON.stringify(answer));
    return answer.data;
  }

  #spawn(command: string, given: readonly string[]): void {
    const child = spawn(command, given, { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString();
    });
    this.#children.push(child);
  }
}

/** All durations, a sixtieth as long. Comments stay as they are, which nobody reads here. */
function minutesAsSeconds(text: string): string {
  const shorter: Readonly<Record<string, string>> = { s: 's', m: 's', h: 'm', d: 'h' };
  return text.replace(/(?<=(?:: |\[|offset ))(\d+)([smhd])\b/g, (_, count: string, unit: string) =>
    unit === 's' ? '1s' : `${count}${shorter[unit]}`,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createSocketServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
