import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { name: string; query: string | { query: string } }[] };
  readonly annotations: { readonly list: readonly { readonly expr?: string }[] };
}

/** The dashboard as it is committed. */
export const dashboardFile: string = join(import.meta.dirname, '../../deploy/grafana/tidemark.json');
export const dashboard: Dashboard = JSON.parse(readFileSync(dashboardFile, 'utf8')) as Dashboard;

/** A query of a panel, an annotation, or of what a variable can be. */
export interface DashboardQuery {
  readonly place: string;
  /** With every variable as Grafana fills it in where all is chosen. */
  readonly expression: string;
}

/** @param interval what is put for Grafana's `$__rate_interval`: four times the interval of scrapes */
export function dashboardQueries(interval = '1m'): readonly DashboardQuery[] {
  const panels = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ place: title, expression: expr })),
  );
  const variables = dashboard.templating.list.flatMap(({ name, query }) => {
    const text = typeof query === 'string' ? '' : query.query;
    const [, expression] = /^label_values\((.+), \w+\)$/.exec(text) ?? [];
    return expression === undefined ? [] : [{ place: `variable ${name}`, expression }];
  });
  const annotations = dashboard.annotations.list.flatMap(({ expr }) =>
    expr === undefined ? [] : [{ place: 'annotation', expression: expr }],
  );
  return [...panels, ...variables, ...annotations].map(({ place, expression }) => ({
    place,
    expression: expression
      .replaceAll('$__rate_interval', interval)
      .replaceAll(/\$(?:job|instance|name|pid)\b/g, '.*'),
  }));
}
