import { describe, expect, it } from 'vitest';
import { missingNames } from '../../src/profiling/heap-snapshot/missingNames.ts';
import { readText, snapshotText } from '../profiling/heap-snapshot/TinySnapshot.ts';

const text = snapshotText([
  { type: 'synthetic', name: 'root', edges: [['property', 'app', 1]] },
  { name: 'App', edges: [['element', 9_999, 0]] },
]);

describe('a file that is no whole heap snapshot', () => {
  it.each(['{}', ' x', '\0'])('is refused where %j comes after its end (was: passed over)', async (more) => {
    const at = (text.trimEnd().length + more.search(/\S|\0/)).toLocaleString('en');
    const error = new RegExp(`end with its last brace, but after it, at byte ${at}, there is`);
    await expect(readText(text.trimEnd() + more)).rejects.toThrow(error);
    for (const size of [1, 7]) await expect(readText(text.trimEnd() + more, { size })).rejects.toThrow(error);
  });

  it('may have white space at its end', async () => {
    expect((await readText(`${text}\r\n\t `)).nodeCount).toBe(2);
  });

  it('is told by how deep it is nested, and where (was: [object Array])', async () => {
    const deep = `{"snapshot":{"meta":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`;
    await expect(readText(deep)).rejects.toThrow(
      'have an object as snapshot.meta, but it is lists within lists, 200,000 deep',
    );
    await expect(readText('{"snapshot":[1,2]}')).rejects.toThrow('as snapshot, but it is a list of 2');
  });

  it('is told by the byte order mark at its beginning', async () => {
    await expect(readText(`\ufeff${text}`)).rejects.toThrow(/a byte order mark/);
  });

  it('has its missing names counted, and numbers of elements are none (was: a silent ?)', async () => {
    expect(missingNames(await readText(text))).toBe(0);
    const without = text.replace(/,\n"App"/, '');
    expect(without).not.toBe(text);
    const count = missingNames(await readText(without));
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(4);
  });
});
