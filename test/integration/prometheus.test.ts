import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { missingTool } from '../prometheus/tools.ts';
import { fastApplication } from './fastApplication.ts';
import { NodeProcess } from './NodeProcess.ts';
import { PrometheusServers } from './PrometheusServers.ts';
import { type TidemarkRun, unbuilt, until, Workplace } from './TidemarkRun.ts';

const missing = unbuilt ?? missingTool('prometheus', 'prometheus-alertmanager');
// It takes about 30 s, and longer on a crowded machine.
const patience = { timeout: 90_000, interval: 200 };

let place: Workplace;
let servers: PrometheusServers | undefined;
const processes: NodeProcess[] = [];

function start(behaviour: 'leaking' | 'healthy', port = '0'): NodeProcess {
  const script = place.script(fastApplication());
  const app = new NodeProcess(['--max-old-space-size=192', script, behaviour, port], place.folder);
  processes.push(app);
  return app;
}

beforeAll(() => {
  place = new Workplace();
});

afterAll(() => {
  servers?.close();
  for (const each of processes) each.close();
  place.close();
});

it.skipIf(missing)(
  'Prometheus wakes somebody for the application that leaks, and for nobody else',
  async () => {
    const hub: TidemarkRun = place.run(
      ['--no-open', '--port', '0', place.script('setInterval(() => {}, 1000);', 'idle.mjs')],
      {},
    );
    const [leaking, healthy] = [start('leaking'), start('healthy')];
    const [leakingPort, healthyPort, { url }] = await Promise.all([
      leaking.says(/^port (\d+)$/m),
      healthy.says(/^port (\d+)$/m),
      hub.greeting(),
    ]);
    servers = await PrometheusServers.start(place.folder, [
      { job: 'leaking', address: `127.0.0.1:${leakingPort}` },
      { job: 'healthy', address: `127.0.0.1:${healthyPort}` },
      { job: 'hub', address: new URL(url).host },
    ]);
    const { notifications } = servers;
    await until(async () => {
      const ups = await servers!.query('up == 1');
      expect(ups.map(({ labels }) => labels.job).sort()).toEqual(['healthy', 'hub', 'leaking']);
    });
    // As a deploy does.
    healthy.close();
    await start('healthy', healthyPort).says(/^port (\d+)$/m);

    const fired = new Set<string>();
    const expected = ['leaking TidemarkLeakConfirmed', 'leaking TidemarkOutOfMemorySoon'];
    await vi.waitFor(async () => {
      const firing = (await servers!.firing()).map(({ labels }) => `${labels.job} ${labels.alertname}`);
      for (const each of firing) fired.add(each);
      expect(firing.sort()).toEqual(expected);
    }, patience);
    // What is suspected for long enough is told, too, before it is confirmed.
    fired.delete('leaking TidemarkLeakSuspected');
    expect([...fired].sort()).toEqual(expected);

    const [leak] = (await servers.firing()).filter(
      ({ labels }) => labels.alertname === 'TidemarkLeakConfirmed',
    );
    expect(leak?.labels).toMatchObject({ memory: 'heap', state: 'confirmed', severity: 'ticket' });
    expect(leak?.labels.fingerprint).toMatch(/^[0-9a-f]{8}$/);
    expect(leak?.annotations.summary).toMatch(/^leaking leaks heap memory: \d+(?:\.\d+)?MiB so far on 127/);
    await until(() => {
      const told = notifications.flatMap(({ path, alerts }) =>
        alerts.map(({ labels }) => `${path} ${labels.job} ${labels.alertname}`),
      );
      expect([...new Set(told)].sort()).toEqual([
        '/pager leaking TidemarkOutOfMemorySoon',
        '/tickets leaking TidemarkLeakConfirmed',
      ]);
    });
    const ratios = await servers.query('tidemark:memory_used:ratio{kind="heap"}');
    expect(ratios.map(({ labels }) => labels.job).sort()).toEqual(['healthy', 'hub', 'leaking']);
    expect(await servers.query('job:tidemark_leaking_processes:count')).toEqual([
      { labels: { __name__: 'job:tidemark_leaking_processes:count', job: 'leaking' }, value: 1 },
    ]);
  },
  150_000,
);
