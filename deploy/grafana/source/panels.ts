import {
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Query } from './queries.ts';

/** Units by Grafana's names. */
type Unit = 'bytes' | 'binBps' | 'percentunit' | 's' | 'short' | 'cps' | 'reqps';

/** Anything that the dashboard can hold. */
export type Panel = StatBuilder | TableBuilder | TimeSeriesBuilder;

interface About {
  readonly title: string;
  readonly description: string;
  readonly unit: Unit;
}

/** The variable that says which Prometheus is asked. */
export const source = { type: 'prometheus', uid: '$datasource' };

// A row has 24 columns: six figures, or two charts.
const figureWidth = 4;
const figureHeight = 4;
const chartWidth = 12;
const chartHeight = 8;

function dataquery({ expression, legend }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(source)
    .refId(String.fromCharCode(65 + index))
    .expr(expression)
    .legendFormat(legend);
}

/** Values from which a figure is yellow, and red. */
interface Bounds {
  readonly warning?: number;
  readonly critical: number;
}

/** One number of this moment. */
export function figure(
  { title, description, unit }: About,
  expression: string,
  bounds?: Bounds,
  noValue = '–',
): StatBuilder {
  const steps = [{ value: null, color: 'green' }];
  const { warning, critical } = bounds ?? {};
  const raised = [
    ...(warning === undefined ? [] : [{ value: warning, color: 'yellow' }]),
    ...(critical === undefined ? [] : [{ value: critical, color: 'red' }]),
  ];
  return new StatBuilder()
    .title(title)
    .description(description)
    .datasource(source)
    .unit(unit)
    .noValue(noValue)
    .span(figureWidth)
    .height(figureHeight)
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps, ...raised]))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .withTarget(dataquery({ expression, legend: title }, 0).instant());
}

/** Lines over time. */
export function chart(
  { title, description, unit }: About,
  queries: readonly Query[],
  { isStacked = false, max }: { readonly isStacked?: boolean; readonly max?: number } = {},
): TimeSeriesBuilder {
  const panel = new TimeSeriesBuilder()
    .title(title)
    .description(description)
    .datasource(source)
    .unit(unit)
    .min(0)
    .span(chartWidth)
    .height(chartHeight)
    .lineWidth(1)
    .fillOpacity(isStacked ? 30 : 5)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .targets(queries.map((query, index) => dataquery(query, index).range()));
  if (isStacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  return max === undefined ? panel : panel.max(max);
}

/** Series of this moment, one a line, with their labels as columns. */
export function table({ title, description, unit }: About, expression: string): TableBuilder {
  return new TableBuilder()
    .title(title)
    .description(description)
    .datasource(source)
    .unit(unit)
    .span(chartWidth)
    .height(chartHeight)
    .withTransformation({ id: 'organize', options: { excludeByName: { Time: true, __name__: true } } })
    .withTarget(dataquery({ expression, legend: '' }, 0).format(PromQueryFormat.Table).instant());
}
