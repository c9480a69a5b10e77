import { Registry, type RegistryContentType } from 'prom-client';
import { metricFamilies } from './metricFamilies.ts';
import { type LabelledReading, ReadingFamily } from './ReadingFamily.ts';

/** What a scrape is answered with. */
export interface MetricsPage {
  readonly contentType: string;
  readonly body: string;
}

/**
 * Writes readings as Prometheus reads them: as OpenMetrics where the `Accept` header names that, else as text. Families of
 * which nothing is known are left out, and so is what is not in the catalogue, and a series that is there already: one
 * process that tells of such must not spoil the page of all.
 */
export async function renderPage(readings: readonly LabelledReading[], accept = ''): Promise<MetricsPage> {
  const isOpenMetrics = /\bapplication\/openmetrics-text\b/i.test(accept);
  const contentType = isOpenMetrics ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE;
  const byName = new Map<string, LabelledReading[]>();
  const seen = new Set<string>();
  for (const reading of readings) {
    const series = seriesOf(reading);
    if (!isKnown(reading) || seen.has(series)) continue;
    seen.add(series);
    const known = byName.get(reading.name);
    if (known === undefined) byName.set(reading.name, [reading]);
    else known.push(reading);
  }
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(contentType);
  for (const name of Object.keys(metricFamilies)) {
    const known = byName.get(name);
    if (known !== undefined) registry.registerMetric(new ReadingFamily(name, () => known) as never);
  }
  return { contentType, body: await registry.metrics() };
}

function isKnown({ name, labels = {} }: LabelledReading): boolean {
  const family = Object.hasOwn(metricFamilies, name) ? metricFamilies[name] : undefined;
  return (
    family !== undefined &&
    Object.keys(labels).every((label) => label === 'le' || family.labels.includes(label))
  );
}

function seriesOf({ name, suffix, labels, ownLabels }: LabelledReading): string {
  return JSON.stringify([name, suffix, ownLabels, labels]);
}
