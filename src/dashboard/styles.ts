import uPlotStyles from 'uplot/dist/uPlot.min.css?inline';
import adaptation from './styles/adaptation.css?inline';
import base from './styles/base.css?inline';
import board from './styles/board.css?inline';
import charts from './styles/charts.css?inline';
import events from './styles/events.css?inline';
import exporting from './styles/export.css?inline';
import incidents from './styles/incidents.css?inline';
import masthead from './styles/masthead.css?inline';
import notice from './styles/notice.css?inline';
import overview from './styles/overview.css?inline';
import picker from './styles/picker.css?inline';
import pressure from './styles/pressure.css?inline';
import printing from './styles/print.css?inline';
import toolbar from './styles/toolbar.css?inline';
import theme from './theme.css?inline';

/** All styles of a dashboard's shadow root, in the order of the cascade. */
export function styleSheets(): CSSStyleSheet[] {
  const texts = [
    ...[uPlotStyles, theme, base, masthead, picker, toolbar, exporting],
    ...[board, overview, charts, incidents, pressure, events, notice, adaptation, printing],
  ];
  return texts.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
}
