import { describe, expect, it } from 'vitest';
import { verdictAt } from '../../src/reporting/verdictAt.ts';
import { at, incident, leakEvent, leakReport } from './given.ts';

describe('the verdict at a time of the past', () => {
  it('is none where nothing stood', () => {
    expect(verdictAt([incident()], at(299))).toMatchObject({ level: 'none', report: undefined });
  });

  it('is what was told last before it', () => {
    const leak = incident({
      events: [leakEvent(300), leakEvent(600, { level: 'confirmed' })],
      level: 'confirmed',
    });
    expect(verdictAt([leak], at(599)).level).toBe('suspected');
    expect(verdictAt([leak], at(600))).toMatchObject({
      level: 'confirmed',
      report: leakReport({ level: 'confirmed' }),
      toldAt: at(600),
    });
  });

  it('is none once a suspicion has been withdrawn', () => {
    const withdrawn = incident({
      events: [leakEvent(300), leakEvent(500, { level: 'withdrawn' })],
      closedAt: at(500),
      closedBy: 'withdrawn',
    });
    expect(verdictAt([withdrawn], at(499)).level).toBe('suspected');
    expect(verdictAt([withdrawn], at(500)).level).toBe('none');
  });

  it('stands in a process that is gone', () => {
    const left = incident({ closedAt: at(700), closedBy: 'process gone' });
    expect(verdictAt([left], at(699)).level).toBe('suspected');
  });

  it('is the worst of several', () => {
    const other = incident({
      id: 2,
      subject: 'external',
      level: 'confirmed',
      events: [leakEvent(320, { id: 'external', level: 'confirmed' })],
    });
    expect(verdictAt([incident(), other], at(400)).report?.id).toBe('external');
  });

  it('leaves thresholds aside', () => {
    expect(verdictAt([incident({ kind: 'threshold', level: 'critical' })], at(400)).level).toBe('none');
  });
});
