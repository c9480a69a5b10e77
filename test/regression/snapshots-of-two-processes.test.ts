import { describe, expect, it } from 'vitest';
import { checkComparable } from '../../src/profiling/heap-snapshot/checkComparable.ts';
import { type SnapshotSummary, summaryOf } from '../../src/profiling/heap-snapshot/SnapshotSummary.ts';
import { analysed, readText, snapshotText, type TinyNode } from '../profiling/heap-snapshot/TinySnapshot.ts';

const files = ['logs/a.heapsnapshot', 'logs/b.heapsnapshot', 'logs/c.heapsnapshot'];

/** Objects of these classes under the root, with ids from 3 on. */
function heap(classes: readonly string[], firstId = 3): readonly TinyNode[] {
  return [
    { type: 'synthetic', name: '', id: 1, edges: classes.map((_, index) => ['element', index, index + 1]) },
    ...classes.map((name, index) => ({ name, id: firstId + 2 * index, size: 16 })),
  ];
}

async function summed(classes: readonly string[]): Promise<SnapshotSummary> {
  return summaryOf(await readText(snapshotText(heap(classes))));
}

describe('snapshots that are compared', () => {
  it('are refused where the same ids are of other classes, as in two processes', async () => {
    const earlier = [await summed(['Order', 'Order', 'Socket', 'Timer'])];
    const last = await analysed(heap(['Order', 'Session', 'Session', 'Session', 'Session']));
    expect(() => checkComparable('FILES', [files[0]!, files[2]!], earlier, last)).toThrow(
      'FILES must be snapshots of one process, in the order in which they were taken, but a.heapsnapshot and c.heapsnapshot are of two: of the 4 ids that are in both, 25 % are of the same class. V8 also numbers all objects anew when an inspector session of the process ends',
    );
  });

  it('are refused where one in the middle is of another process', async () => {
    const one = ['Order', 'Order', 'Order'];
    const last = await analysed(heap(one));
    const earlier = [await summed(one), await summed(['Socket', 'Timer', 'Timer'])];
    expect(() => checkComparable('FILES', files, earlier, last)).toThrow(
      /b\.heapsnapshot and c\.heapsnapshot are of two/,
    );
  });

  it('are refused where no id is in both', async () => {
    const last = await analysed(heap(['Order'], 101));
    const earlier = [await summed(['Order'])];
    expect(() => checkComparable('FILES', [files[0]!, files[1]!], earlier, last)).toThrow(
      'a.heapsnapshot and b.heapsnapshot are of two: no object is in both, by its id',
    );
  });

  it('are compared where most of what both have is of the same class', async () => {
    const earlier = [await summed(['Order', 'Order', 'Order', '(object)'])];
    const last = await analysed(heap(['Order', 'Order', 'Order', 'Order', 'Order']));
    expect(() => checkComparable('FILES', [files[0]!, files[1]!], earlier, last)).not.toThrow();
  });
});
