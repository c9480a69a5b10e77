import { expect, it } from 'vitest';
import { FaultLog } from '../../src/monitoring/FaultLog.ts';
import { LastResorts } from '../../src/pressure/LastResorts.ts';
import { FakeLogger } from '../monitoring/simulation.ts';

it('asks one that refuses all the same where it reconsiders, once the end of memory is known', () => {
  const logger = new FakeLogger();
  const lastResorts = new LastResorts(new FaultLog(logger, () => 0));
  const asked: unknown[] = [];
  const refusing = { refusal: 'It is too young.', requestRecycling: () => void asked.push('refusing') };
  lastResorts.addRecycler(refusing);
  lastResorts.addRecycler({
    refusal: 'It is too young.',
    reconsiders: true,
    requestRecycling: (reason, endsInMs) => void asked.push([reason, endsInMs]),
  });
  lastResorts.addRecycler({
    refusal: 'It is too young.',
    get reconsiders(): boolean {
      throw new Error('nobody knows');
    },
    requestRecycling: () => void asked.push('broken'),
  });
  expect(lastResorts.requestRecycling('Full.')).toBe(0);
  expect(lastResorts.requestRecycling('Full.', 4000)).toBe(1);
  expect(asked).toEqual([['Full.', 4000]]);
  expect(lastResorts.counts.recyclers).toBe(0);
});

it('counts the requests that were refused by those who say so', () => {
  const lastResorts = new LastResorts(new FaultLog(new FakeLogger(), () => 0));
  const shedder = { shed: () => {}, restore: () => {} };
  const broken = {
    ...shedder,
    get refused(): number {
      throw new Error('nobody knows');
    },
  };
  const ends = [shedder, { ...shedder, refused: 4 }, { ...shedder, refused: 3 }, broken].map((each) =>
    lastResorts.addLoadShedder(each),
  );
  lastResorts.addLoadShedder({ ...shedder, refused: Number.NaN });
  expect(lastResorts.refused).toBe(7);
  ends[1]!();
  expect(lastResorts.refused).toBe(3);
});

it('does not count those as shedding load that have found it to be in vain, nor asks them any less', () => {
  const lastResorts = new LastResorts(new FaultLog(new FakeLogger(), () => 0));
  const asked: string[] = [];
  const shedder = (name: string, inVain?: boolean) => ({
    shed: () => void asked.push(name),
    restore: () => {},
    ...(inVain !== undefined && { inVain }),
  });
  lastResorts.addLoadShedder(shedder('idle', true));
  expect(lastResorts.shedLoad('critical', 'Full.')).toBe(0);
  lastResorts.addLoadShedder(shedder('plain'));
  lastResorts.addLoadShedder(shedder('busy', false));
  expect(lastResorts.shedLoad('critical', 'Full.')).toBe(2);
  expect(asked).toEqual(['idle', 'idle', 'plain', 'busy']);
});

it('knows of siblings by whoever says so, willing or not', () => {
  const lastResorts = new LastResorts(new FaultLog(new FakeLogger(), () => 0));
  const requestRecycling = (): void => {};
  lastResorts.addRecycler({ requestRecycling });
  lastResorts.addRecycler({
    get relievedByOthers(): boolean {
      throw new Error('nobody knows');
    },
    requestRecycling,
  });
  expect(lastResorts.relievedByOthers).toBe(false);
  lastResorts.addRecycler({ relievedByOthers: true, refusal: 'All are used.', requestRecycling });
  expect(lastResorts.relievedByOthers).toBe(true);
});
