import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { missingTool } from '../prometheus/tools.ts';
import { dashboard } from './dashboard.ts';
import { bytesOf, objections } from './startedHeap.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'deploy');

// biome-ignore lint/suspicious/noExplicitAny: what Compose takes has no types here, and is looked at by its names.
type Service = any;

function read(file: string): Service {
  return parse(readFileSync(join(folder, file), 'utf8'));
}

const { services, volumes } = read('compose.yaml') as { services: Record<string, Service>; volumes: object };
const { application, prometheus, alertmanager, grafana } = services as Record<string, Service>;
const withoutPromtool = missingTool('promtool');
const withoutCompose =
  spawnSync('docker', ['compose', 'version']).status === 0 ? undefined : 'docker compose is not installed';
if (withoutCompose)
  process.stderr.write(`\nThe compose file is not read by Compose itself: ${withoutCompose}\n`);

function mountsOf({ volumes: mounts = [] }: Service): { from: string; to: string }[] {
  return mounts.map((mount: string) => {
    const [from, to] = mount.split(':') as [string, string];
    return { from, to };
  });
}

/** The file of this repository that a container sees at a path. */
function fileBehind(service: Service, path: string): string {
  const mount = mountsOf(service).find(({ to }) => path === to || path.startsWith(`${to}/`));
  return join(folder, mount!.from, path.slice(mount!.to.length));
}

describe('the compose file', () => {
  it('mounts what there is, and limits the memory of each service', () => {
    for (const [name, service] of Object.entries(services)) {
      expect(bytesOf((service as Service).mem_limit), name).toBeGreaterThan(0);
      for (const { from } of mountsOf(service)) {
        if (from.startsWith('.')) expect(existsSync(join(folder, from)), from).toBe(true);
        else expect(Object.keys(volumes)).toContain(from);
      }
    }
  });

  it('has a heap that tidemark doctor finds right for its limit', () => {
    const options = (application.command as string[]).filter((text) => text.startsWith('--'));
    const ofNode = options.map((text) => text.replace(/^--import=.*/, '--import=tidemark/register'));
    expect(objections(ofNode, bytesOf(application.mem_limit), 24)).toEqual([]);
  });

  it('starts the wardrobe with an agent and a configuration that is right', () => {
    const script = (application.command as string[]).find((text) => text.endsWith('main.js'))!;
    expect(existsSync(join(root, script.replace('/dist/', '/src/').replace(/js$/, 'ts')))).toBe(true);
    const agent = application.command.find((text: string) => text.startsWith('--import='));
    const source = agent.replace('--import=/app/dist/', 'src/').replace(/js$/, 'ts');
    expect(existsSync(join(root, source))).toBe(true);
    const path = fileBehind(application, application.environment.TIDEMARK_CONFIG);
    const settings: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const loaded = resolveConfiguration({ file: { path, settings }, environment: application.environment });
    expect(loaded.warnings).toEqual([]);
    expect(loaded.configuration.port).toBe(7171);
    const flights = mountsOf(application).find(({ from }) => from === 'flights')!;
    expect(loaded.configuration.recorder.directory).toMatch(new RegExp(`^${flights.to}/`));
  });

  it('has Prometheus scrape the port of the agent, which it reaches in its network', () => {
    expect(prometheus.network_mode).toBe('service:application');
    const config = parse(readFileSync(fileBehind(prometheus, '/etc/prometheus/prometheus.yml'), 'utf8'));
    const [{ static_configs: targets, metrics_path: path = '/metrics' }] = config.scrape_configs;
    expect(targets[0].targets).toEqual([`127.0.0.1:${application.environment.TIDEMARK_PORT}`]);
    expect(path).toBe('/metrics');
    const [rules] = config.rule_files;
    expect(existsSync(fileBehind(prometheus, `/etc/prometheus/${rules}`))).toBe(true);
    const [{ targets: alerts }] = config.alerting.alertmanagers[0].static_configs;
    expect(alerts).toEqual(['alertmanager:9093']);
    expect(existsSync(fileBehind(alertmanager, '/etc/alertmanager/alertmanager.yml'))).toBe(true);
  });

  it('gives Grafana a datasource that the dashboard can choose, and the dashboard', () => {
    const { datasources } = read('compose/grafana/datasource.yml');
    const variable = dashboard.templating.list.find(({ query }) => query === 'prometheus');
    expect(datasources[0].type).toBe(variable?.query);
    expect(datasources[0].url).toBe('http://application:9090');
    const { providers } = read('compose/grafana/dashboards.yml');
    const shown = grafana.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH as string;
    expect(shown).toMatch(new RegExp(`^${providers[0].options.path}/`));
    expect(fileBehind(grafana, shown)).toBe(join(folder, 'grafana/tidemark.json'));
  });

  it.skipIf(withoutPromtool)('gives Prometheus a configuration that it takes', () => {
    const scratch = mkdtempSync(join(tmpdir(), 'tm-compose-'));
    try {
      cpSync(join(folder, 'compose/prometheus.yml'), join(scratch, 'prometheus.yml'));
      cpSync(join(folder, 'prometheus/tidemark.rules.yml'), join(scratch, 'tidemark.rules.yml'));
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'config', 'prometheus.yml'], {
        cwd: scratch,
        encoding: 'utf8',
      });
      expect(status, `${stdout}${stderr}`).toBe(0);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });

  it.skipIf(withoutCompose)('is one that Compose takes', () => {
    const { status, stderr } = spawnSync(
      'docker',
      ['compose', '-f', join(folder, 'compose.yaml'), 'config', '--quiet'],
      { encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
  });
});
