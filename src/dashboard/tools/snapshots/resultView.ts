import { boundInWords } from '../../../wire/boundInWords.ts';
import { holderInWords } from '../../../wire/holderInWords.ts';
import { isRootOfV8 } from '../../../wire/rootsOfV8.ts';
import type { Analysis, AnalysisResult, LeakSuspect, SuspectReport } from '../../../wire/snapshot.ts';
import { h } from '../../element.ts';
import { formatBytes, formatChange, formatShare, roundBytes } from '../../model/bytes.ts';
import { type Cell, tableOf } from '../../panels/tableOf.ts';
import type { Analyze } from './AnalysisView.ts';

/** Rows of a table of classes: what matters is among the first. */
const mostClasses = 30;

/** What an analysis has found, with ways to look further. */
export function resultView(result: AnalysisResult, { snapshots }: Analysis, analyze: Analyze): HTMLElement {
  const last = snapshots.at(-1) as string;
  const holders = (id: number, name: string): HTMLElement => {
    const button = h(
      'button',
      { type: 'button', class: 'button', 'aria-label': `Who holds it: ${name}` },
      'Who holds it',
    );
    button.addEventListener('click', () => analyze('retainers', [last], id));
    return button;
  };
  if (result.kind === 'retainers') return retainersView(result, holders);
  const classes =
    result.kind === 'classes'
      ? tableOf(
          'Classes',
          ['Class', 'Objects', 'Own size', 'Keeps alive'],
          result.classes
            .slice(0, mostClasses)
            .map(({ name, count, shallowBytes, retainedBytes }) => [
              name,
              count.toLocaleString('en'),
              formatBytes(shallowBytes),
              formatBytes(retainedBytes),
            ]),
        )
      : tableOf(
          'Growth by class',
          ['Class', 'New', 'Gone', 'Growth'],
          result.classes
            .slice(0, mostClasses)
            .map(({ name, added, deleted, addedBytes, deletedBytes }) => [
              name,
              added.toLocaleString('en'),
              deleted.toLocaleString('en'),
              formatChange(addedBytes - deletedBytes),
            ]),
        );
  const title = result.kind === 'classes' ? 'Classes' : 'Growth by class';
  return h(
    'div',
    { class: 'analysis-result' },
    h('h3', {}, 'Where memory accumulates'),
    h('p', { class: 'action-text' }, headline(result)),
    ...suspectsView(result.report, holders),
    h(
      'h3',
      {},
      `${title}, ${Math.min(mostClasses, result.classes.length)} of ${result.classCount.toLocaleString('en')}`,
    ),
    classes,
  );
}

type Holders = (id: number, name: string) => HTMLElement;

function headline(result: Exclude<AnalysisResult, { kind: 'retainers' }>): string {
  const { suspects, snapshots, grownBytes, thresholdBytes } = result.report;
  const size =
    result.kind === 'classes'
      ? `${roundBytes(result.totalBytes)} in ${result.objects.toLocaleString('en')} objects.`
      : `${formatChange(grownBytes)} from the first to the last of ${snapshots} snapshots.`;
  const none = suspects.length === 0 ? ` Nothing accumulates more than ${roundBytes(thresholdBytes)}.` : '';
  return `${size}${none}`;
}

function suspectsView(report: SuspectReport, holders: Holders): HTMLElement[] {
  return [...accused(report, holders), ...notAccused(report, holders)];
}

function accused({ suspects }: SuspectReport, holders: Holders): HTMLElement[] {
  if (suspects.length === 0) return [];
  const rows = suspects.map((suspect): Cell[] => [
    h('div', {}, h('code', {}, suspect.path), h('p', { class: 'setting-text' }, gainText(suspect))),
    roundBytes(suspect.bytes),
    formatShare(suspect.share),
    suspect.entries.toLocaleString('en'),
    holders(suspect.id, suspect.path),
  ]);
  return [tableOf('Suspects', ['Holder', 'Bytes', 'Share', 'Entries', 'Retainers'], rows)];
}

/** Caches that grew and cannot grow for ever, so that nobody wonders where their growth is told. */
function notAccused({ bounded = [] }: SuspectReport, holders: Holders): HTMLElement[] {
  if (bounded.length === 0) return [];
  const rows = bounded.map(({ id, path, className, grownBytes, bound }): Cell[] => [
    h('code', {}, holderInWords(path, className)),
    formatChange(grownBytes),
    bound === undefined ? '' : boundInWords(bound),
    holders(id, path),
  ]);
  const title = 'Not accused: caches with a bound';
  return [h('h3', {}, title), tableOf(title, ['Holder', 'Growth', 'Entries', 'Retainers'], rows)];
}

/** `Session in it, 12 MB (src/session.ts:8). Idea.` */
function gainText({ gains, fixIdea }: LeakSuspect): string {
  const [first] = gains;
  const place = first?.place === undefined ? '' : `, ${first.place.file}:${first.place.line}`;
  const gain = first === undefined ? '' : `Mostly ${first.name}: ${roundBytes(first.bytes)}${place}. `;
  return `${gain}Idea: ${fixIdea}`;
}

function retainersView(
  { object, holderCount }: Extract<AnalysisResult, { kind: 'retainers' }>,
  holders: Holders,
): HTMLElement {
  const rows = object.holders.map((holder): Cell[] => {
    const isRoot = isRootOfV8(holder);
    return [
      h('code', {}, holder.path),
      isRoot ? '' : holder.className,
      formatBytes(holder.retainedBytes),
      isRoot ? '' : holders(holder.id, holder.path),
    ];
  });
  const { dominator } = object;
  const facts: readonly (readonly [string, string])[] = [
    ['Object', `${object.className} @${object.id}`],
    ['Path', object.path || 'nothing that the program can reach holds it'],
    ['Own size', formatBytes(object.shallowBytes)],
    ['Keeps alive', formatBytes(object.retainedBytes)],
    ...(dominator === undefined
      ? []
      : [['Would go without', `${dominator.className} @${dominator.id}`] as const]),
  ];
  return h(
    'div',
    { class: 'analysis-result' },
    h('h3', {}, 'Who holds it'),
    h(
      'dl',
      { class: 'facts' },
      ...facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
    ),
    h('h3', {}, `Holders, ${rows.length} of ${holderCount.toLocaleString('en')}`),
    tableOf('Holders', ['Reached by', 'Class', 'Keeps alive', 'Further up'], rows),
  );
}
