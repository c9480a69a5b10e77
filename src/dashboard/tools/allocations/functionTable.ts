import { h } from '../../element.ts';
import { formatBytes, formatChange, formatShare, unknown } from '../../model/bytes.ts';
import { tableOf } from '../../panels/tableOf.ts';
import { byFunction, placeOf, type SizedFrame } from './frames.ts';

const mostRows = 50;

/** The functions that allocated the most of what is alive; of a difference, by how much that has changed. */
export function functionTable(root: SizedFrame, isDifference: boolean): HTMLElement {
  const bytes = (value: number): string =>
    isDifference && value !== 0 ? formatChange(value) : formatBytes(value);
  const rows = byFunction(root)
    .slice(0, mostRows)
    .map(({ frame, selfBytes, totalBytes }) => [
      frame.name,
      bytes(selfBytes),
      bytes(totalBytes),
      isDifference || root.totalBytes <= 0 ? unknown : formatShare(selfBytes / root.totalBytes),
      h('span', { class: 'place' }, placeOf(frame) || unknown),
      frame.package ?? unknown,
    ]);
  return tableOf(
    'Functions that allocated what is alive',
    ['Function', 'Itself', 'With what it called', 'Share', 'Place', 'Package'],
    rows,
  );
}
