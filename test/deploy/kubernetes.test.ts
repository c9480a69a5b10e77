import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { schema } from '../../src/configuration/schema.ts';
import { answeredPaths } from '../../src/frameworks/FrameworkOptions.ts';
import { bytesOf, objections } from './startedHeap.ts';

const folder = join(import.meta.dirname, '../../deploy/kubernetes');

// biome-ignore lint/suspicious/noExplicitAny: what Kubernetes takes has no types here, and is looked at by its names.
type Manifest = any;

function manifests(file: string): Manifest[] {
  return parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

const [configMap, deployment] = manifests('application.yaml');
const { template } = deployment.spec;
const [container] = template.spec.containers;
const variables = new Map<string, string>(
  container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
);
const nodeOptions = variables.get('NODE_OPTIONS')!.split(/\s+/);

describe('the deployment for Kubernetes', () => {
  it('has a heap that tidemark doctor finds right for its limit', () => {
    const limitBytes = bytesOf(container.resources.limits.memory);
    expect(objections(nodeOptions, limitBytes, 24)).toEqual([]);
    expect(objections(nodeOptions, limitBytes / 2, 24).map(({ id }) => id)).toContain('heap-exceeds-room');
    expect(container.resources.requests.memory).toBe(container.resources.limits.memory);
  });

  it('asks for answers that tidemark/frameworks gives, which are never shed', () => {
    const paths = answeredPaths({ metrics: true, health: true, readiness: true });
    const asked = ['startupProbe', 'livenessProbe', 'readinessProbe'].map(
      (probe) => container[probe].httpGet,
    );
    expect(asked).toEqual([
      { path: paths.health, port: 'http' },
      { path: paths.health, port: 'http' },
      { path: paths.readiness, port: 'http' },
    ]);
    const [{ name, containerPort }] = container.ports;
    expect(name).toBe('http');
    const annotations = template.metadata.annotations;
    expect(annotations['prometheus.io/path']).toBe(paths.metrics);
    expect(annotations['prometheus.io/port']).toBe(String(containerPort));
    const [monitor] = manifests('podmonitor.yaml');
    const [endpoint] = monitor.spec.podMetricsEndpoints;
    expect([endpoint.port, endpoint.path]).toEqual([name, paths.metrics]);
    expect(monitor.spec.selector.matchLabels).toEqual(deployment.spec.selector.matchLabels);
    for (const [label, value] of Object.entries(monitor.spec.selector.matchLabels)) {
      expect(template.metadata.labels[label]).toBe(value);
    }
  });

  it('mounts the folder of a configuration that is right', () => {
    const file = variables.get('TIDEMARK_CONFIG')!;
    const mount = container.volumeMounts.find(({ name }: Manifest) => name === 'tidemark-config');
    const volume = template.spec.volumes.find(({ name }: Manifest) => name === 'tidemark-config');
    expect(mount).not.toHaveProperty('subPath');
    expect(volume.configMap.name).toBe(configMap.metadata.name);
    const key = file.slice(mount.mountPath.length + 1);
    const settings: unknown = JSON.parse(configMap.data[key]);
    const environment = Object.fromEntries([...variables].filter(([name]) => /^TIDEMARK_/.test(name)));
    const { configuration, warnings } = resolveConfiguration({ file: { path: file, settings }, environment });
    expect(warnings).toEqual([]);
    expect(configuration.port).toBe(7171);
    expect(configuration.recorder.directory).toBe(variables.get('TIDEMARK_RECORDER_DIRECTORY'));
  });

  it('keeps flights and reports where they outlive the container, with room for all of them', () => {
    const mount = container.volumeMounts.find(({ name }: Manifest) => name === 'tidemark-data');
    const volume = template.spec.volumes.find(({ name }: Manifest) => name === 'tidemark-data');
    expect(variables.get('TIDEMARK_RECORDER_DIRECTORY')).toMatch(new RegExp(`^${mount.mountPath}/`));
    expect(nodeOptions).toContain(`--report-directory=${mount.mountPath}`);
    expect(mount.readOnly).toBeUndefined();
    expect(bytesOf(volume.emptyDir.sizeLimit)).toBeGreaterThan(schema['recorder.maxBytes'].default as number);
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
    });
    const writable = container.volumeMounts.filter(({ readOnly }: Manifest) => readOnly !== true);
    expect(writable.map(({ mountPath }: Manifest) => mountPath)).toContain('/tmp');
  });
});
