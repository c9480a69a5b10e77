import { expect, it } from 'vitest';
import { checkedHolder } from '../../src/monitoring/holders/checkedHolder.ts';
import type { Holder } from '../../src/monitoring/holders/Holder.ts';

it('refuses a property that a holder does not have, since a bound may be misspelt', () => {
  const holder = { name: 'pages', entries: () => 0, maxEntries: 10 };
  expect(checkedHolder(holder)).toMatchObject(holder);
  expect(() => checkedHolder({ ...holder, max: 4 } as Holder)).toThrow(/holder\.max/);
});
