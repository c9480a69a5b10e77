// uPlot without what no chart here uses. It writes numbers and times for axes and a legend of its own, by Intl, whose first
// use takes a browser tens of milliseconds before anything is drawn: charts here bring their own labels and legends.
import { readFileSync } from 'node:fs';

const replacements = [
  ["const numFormatter = new Intl.NumberFormat(domEnv ? nav.language : 'en-US');", ''],
  ['numFormatter.format(val)', 'String(val)'],
  ['const localTz = new Intl.DateTimeFormat().resolvedOptions().timeZone;', 'const localTz = undefined;'],
  // Axes of times, which have labels of uPlot's own.
  ['const [ timeIncrsMs, _timeAxisStampsMs, timeAxisSplitsMs ] = genTimeStuffs(1);', ''],
  ['const [ timeIncrsS,  _timeAxisStampsS,  timeAxisSplitsS  ] = genTimeStuffs(1e-3);', ''],
  [/const _timeAxisSplits = .*\n.*const _timeAxisVals .*\n.*const _timeSeriesVal .*\n/, ''],
  ['let isTime = mode == 1 && scales[s.scale].time;', ''],
  [/let isTime = sc\.time;/g, ''],
  ['isTime ? (isStr(sv)', 'false ? (isStr(sv)'],
  ['(isTime ? timeSeriesLabel', '(false ? timeSeriesLabel'],
  ['(mode == 2 && !isTime)', 'mode == 2'],
  ['(isTime ? snapTimeX', '(false ? snapTimeX'],
  ['(isTime ? (ms == 1', '(false ? (ms == 1'],
  ['(isTime && sc.distr == 1', '(false && sc.distr == 1'],
  [/\bisTime \? \(\n/, 'false ? (\n'],
  // The legend.
  ['const showLegend = legend.show;', ''],
  [/\bshowLegend\b/g, 'false'],
  [/\n\tfunction initLegendRow\(s, i\) \{[\s\S]*?\n\t\}\n/, '\n'],
  // What it offers to those who extend it.
  [/uPlot\.assign = assign;[\s\S]*?uPlot\.orient {3}= orient;\n/, ''],
  [/\{\n\tuPlot\.join = join;\n\}\n/, ''],
  [/\{\n\tuPlot\.fmtDate = fmtDate;[\s\S]*?\n\}\n/, ''],
  [/uPlot\.sync = _sync;\n/, ''],
  [/\tuPlot\.addGap = addGap;\n\tuPlot\.clipGaps = clipGaps;\n/, ''],
  [/\t\(paths\.bars {4}= bars\);\n\t\(paths\.spline {2}= monotoneCubic\);\n/, ''],
];

/** A plugin of esbuild. The version of uPlot is fixed: a part that is not where it was ends the build. */
export function leanPlot() {
  return {
    name: 'lean uPlot',
    setup({ onLoad }) {
      onLoad({ filter: /uPlot\.esm\.js$/ }, ({ path }) => ({ contents: lean(readFileSync(path, 'utf8')) }));
    },
  };
}

function lean(source) {
  return replacements.reduce((text, [part, by]) => {
    const changed = text.replace(part, by);
    if (changed === text) throw new Error(`uPlot has no ${part} any more: see scripts/leanPlot.mjs`);
    return changed;
  }, source);
}
