import { expect, it } from 'vitest';
import { resultView } from '../../src/dashboard/tools/snapshots/resultView.ts';
import type { Analysis, AnalysisResult, HeldObject } from '../../src/wire/snapshot.ts';
import { noon } from '../dashboard/given.ts';

const analysis = {
  ...{ id: '1', kind: 'retainers', state: 'done', askedAt: noon },
  snapshots: ['a'],
} as Analysis;

const held: HeldObject = {
  ...{ id: 7, className: 'List', place: undefined, path: '(Stack roots)[0]', rawPath: '(Stack roots)[0]' },
  ...{ shallowBytes: 8, retainedBytes: 8, holders: [] },
};

function shown(object: HeldObject): HTMLElement {
  const result: AnalysisResult = { kind: 'retainers', object, holderCount: object.holders.length };
  return resultView(result, analysis, () => undefined);
}

it('says without what an object would go, and nothing where that is no object of the program', () => {
  const ofMap = shown({ ...held, dominator: { id: 5, className: 'Map' } });
  expect(ofMap.textContent).toContain('Would go withoutMap @5');
  expect(shown(held).textContent).not.toContain('Would go without');
});

it("names a root of V8's among the holders by its path alone, and goes no further up from it", () => {
  const holders = [
    { id: 3, className: '(synthetic)', path: '(Stack roots)[0]', rawPath: '', retainedBytes: 8 },
    { id: 5, className: 'Map', path: 'globalThis.all', rawPath: '', retainedBytes: 9 },
  ];
  const rows = [...shown({ ...held, holders }).querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map(({ textContent }) => textContent),
  );
  expect(rows).toEqual([
    ['(Stack roots)[0]', '', '8 B', ''],
    ['globalThis.all', 'Map', '9 B', 'Who holds it'],
  ]);
});
