import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { fleetPanels } from './fleetPanels.ts';
import { type Panel, source } from './panels.ts';
import { costPanels, processPanels } from './processPanels.ts';

/** In every process that Tidemark tells of. */
const everywhere = 'tidemark_last_sample_timestamp_seconds';

const rows: Readonly<Record<string, readonly Panel[]>> = {
  Fleet: fleetPanels,
  'Process: $instance $name $pid': processPanels,
  'What Tidemark costs': costPanels,
};

function labelVariable(name: string, title: string, of: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(title)
    .datasource(source)
    .query({ query: `label_values(${everywhere}${of}, ${name})`, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' });
}

/** The dashboard as Grafana imports it: JSON, ended by a line break. */
export function dashboardText(): string {
  const dashboard = new DashboardBuilder('Node.js memory (Tidemark)')
    .uid('tidemark-memory')
    .description(
      'Live size, limits, leaks and forecasts of Node.js processes. Written by npm run generate:grafana.',
    )
    .tags(['tidemark', 'nodejs', 'memory'])
    .editable()
    .tooltip(DashboardCursorSync.Crosshair)
    .refresh('30s')
    .time({ from: 'now-3h', to: 'now' })
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .withVariable(labelVariable('job', 'Job', ''))
    .withVariable(labelVariable('instance', 'Instance', '{job=~"$job"}'))
    .withVariable(labelVariable('name', 'Name', '{job=~"$job", instance=~"$instance"}'))
    .withVariable(labelVariable('pid', 'Process', '{job=~"$job", instance=~"$instance", name=~"$name"}'))
    .annotation(
      new AnnotationQueryBuilder()
        .name('Alerts')
        .datasource(source)
        .enable(true)
        .iconColor('red')
        .expr('ALERTS{alertname=~"Tidemark.*", alertstate="firing", job=~"$job"}'),
    );
  let id = 0;
  for (const [title, panels] of Object.entries(rows)) {
    id += 1;
    dashboard.withRow(new RowBuilder(title).id(id));
    for (const panel of panels) {
      id += 1;
      dashboard.withPanel(panel.id(id));
    }
  }
  return `${JSON.stringify(dashboard.build(), undefined, 2)}\n`;
}
