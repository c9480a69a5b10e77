import { describe, expect, it } from 'vitest';
import { recordedHistories } from '../../src/reporting/recordedHistories.ts';
import { reportOfAnswers } from '../../src/reporting/reportOfAnswers.ts';
import { SampleHistory } from '../../src/sampling/SampleHistory.ts';
import { toRow } from '../../src/wire/sample.ts';
import { leaking, recordedRows } from '../monitoring/recordings.ts';
import { kib } from '../monitoring/simulation.ts';
import { at, incident, leakEvent } from './given.ts';

function historyOf(seconds: number, size = 1000): SampleHistory {
  const history = new SampleHistory({ size });
  for (const row of recordedRows({ seconds, liveBytes: leaking(30 * kib) })) history.push(row);
  return history;
}

describe('what a page without a server is given', () => {
  const range = { id: '4711', fromMs: at(0), toMs: at(5000), intervalMs: 1000 };

  it('is one series where all of it is kept in full', () => {
    const answers = recordedHistories(historyOf(500), range, [leakEvent(300)]);
    expect(answers.map(({ stepMs, columns }) => [stepMs, columns[0]?.length])).toEqual([[1000, 500]]);
    expect(answers[0]?.events).toHaveLength(1);
  });

  it('comes from coarse to fine where only the newest part is', () => {
    const answers = recordedHistories(historyOf(5000), range, []);
    expect(answers.map(({ stepMs }) => stepMs)).toEqual([10_000, 1000]);
    expect(answers[0]?.columns[0]?.[0]).toBe(at(0));
    expect(answers[1]?.columns[0]?.[0]).toBeGreaterThanOrEqual(at(4100));
  });

  it('is made coarser where it would be more than a screen can show', () => {
    const [answer] = recordedHistories(historyOf(9000, 10_000), { ...range, toMs: at(9000) }, []);
    expect(answer?.columns[0]?.length).toBeLessThanOrEqual(4001);
    expect(answer?.stepMs).toBe(2250);
  });
});

describe('a report of what a process has told', () => {
  const process = {
    identity: {
      id: '4711',
      pid: 4711,
      threadId: 0,
      parentPid: 1,
      role: 'main',
      name: 'api',
      nodeVersion: 'v24.1.0',
      platform: 'linux',
      startedAt: at(0),
      intervalMs: 1000,
    },
    state: 'live',
    exit: undefined,
    droppedSamples: 0,
  } as const;
  const answersOf = (seconds: number, events = [leakEvent(300)]) => {
    const history = historyOf(seconds);
    return [0, seconds - 900].map((from) => ({
      id: '4711',
      ...history.columns({ fromMs: at(from), toMs: at(seconds), statistic: 'max' }),
      events,
    }));
  };

  it('counts no gaps where rows become finer, and knows its own incidents alone', () => {
    const incidents = [incident(), incident({ id: 2, processId: '12', subject: 'other' })];
    const report = reportOfAnswers({ madeAt: at(5000), process, answers: answersOf(5000), incidents });
    expect(report.figures?.period).toMatchObject({ gaps: 0, fromMs: at(0), toMs: at(4999) });
    expect(report.figures?.period.longest).toBeUndefined();
    expect(report.incidents).toHaveLength(1);
    expect(report).toMatchObject({ verdict: { level: 'suspected' }, cost: undefined });
    expect(report.process).toMatchObject({ id: '4711', intervalMs: 1000, exit: undefined });
  });

  it('gives no verdict on a young process of which nothing was told', () => {
    const young = reportOfAnswers({ madeAt: at(200), process, answers: answersOf(200, []), incidents: [] });
    expect(young.verdict).toMatchObject({ level: 'not-enough-evidence' });
    const old = reportOfAnswers({ madeAt: at(900), process, answers: answersOf(900, []), incidents: [] });
    expect(old.verdict).toMatchObject({ level: 'none' });
  });

  it('is empty where nothing is known', () => {
    const report = reportOfAnswers({ madeAt: at(1), process, answers: [], incidents: [] });
    expect(report).toMatchObject({ figures: undefined, verdict: { level: 'not-enough-evidence' } });
  });

  it('takes rows without a time for none', () => {
    const history = new SampleHistory();
    history.push(toRow({ time: at(1), rssBytes: 5 }));
    const answer = { id: '4711', ...history.columns({ fromMs: 0, toMs: at(9) }), events: [] };
    expect(
      reportOfAnswers({ madeAt: at(9), process, answers: [answer], incidents: [] }).figures?.period.samples,
    ).toBe(1);
  });
});
