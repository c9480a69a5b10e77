import { describe, expect, it } from 'vitest';
import { eventsOf, leakSteps, parseRecords } from '../../../../bench/detection/corpus/records.ts';

const start = '{"kind":"start","second":0.1,"time":1,"agent":true,"node":"v20.20.2"}';

describe('the results of a run', () => {
  it('are read line by line, whatever came in between', () => {
    const text = [
      start,
      '{"kind":"reading","second":30,"time":2,"cpuMs":10}',
      '{"kind":"event","second":31,"time":3,"type":"pressure_changed","payload":{}}',
      '{"kind":"event","second":40,"time":4,"type":"leak_suspected","payload":{"level":"suspected"}}',
      '{"kind":"end","second":60,"time":5}',
      '{"kind":"exit","time":6,"code":0,"signal":null}',
    ].join('\n');
    const records = parseRecords(text);
    expect(records.start?.agent).toBe(true);
    expect(records.readings).toHaveLength(1);
    expect(records.exit?.code).toBe(0);
    expect(leakSteps(records)).toEqual([{ second: 40, report: { level: 'suspected' } }]);
    expect(eventsOf(records, 'memory:pressure_changed')).toEqual([{ time: 3, payload: {} }]);
  });

  it('may end in the middle of a line, where the process died', () => {
    const records = parseRecords(
      `${start}\n{"kind":"reading","seco\n{"kind":"exit","time":6,"code":134,"signal":null}\n`,
    );
    expect(records.start?.node).toBe('v20.20.2');
    expect(records.readings).toEqual([]);
    expect(records.exit?.code).toBe(134);
  });

  it('have no end while the process runs', () => {
    expect(parseRecords(start).exit).toBeUndefined();
  });
});
