import { expect, it } from 'vitest';
import { SiblingNews } from '../../../src/pressure/recycling/SiblingNews.ts';

it('each hears once what is new, and those that have said nothing hear nothing', () => {
  const told: string[] = [];
  const news = new SiblingNews((id, { others, leaking }) =>
    told.push(`${id}: ${others}${leaking ? ', leaking' : ''}`),
  );
  const listening = new Set(['a']);
  news.spread(['a'], listening, 0);
  expect(told).toEqual([]);
  news.spread(['a', 'b'], listening, 1000);
  news.spread(['a', 'b'], listening, 2000);
  expect(told.splice(0)).toEqual(['a: 1']);
  listening.add('b');
  news.leaks(3000);
  news.spread(['a', 'b'], listening, 3000);
  expect(told.splice(0)).toEqual(['a: 1, leaking', 'b: 1, leaking']);
  news.spread(['a'], listening, 4000);
  expect(told.splice(0)).toEqual(['a: 0, leaking']);
  news.spread(['a'], listening, 3_603_000);
  expect(told.splice(0)).toEqual(['a: 0']);
});
