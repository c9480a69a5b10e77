import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHistoryQuery } from '../../src/serving/historyQuery.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';

function parse(text: string) {
  return parseHistoryQuery(new URLSearchParams(text), 9_000);
}

function errorOf(text: string): TidemarkError {
  try {
    parse(text);
  } catch (error) {
    return error as TidemarkError;
  }
  throw new Error(`${text} was accepted`);
}

describe('the history query', () => {
  it('is everything until now where nothing is said', () => {
    expect(parse('')).toMatchObject({ fromMs: 0, toMs: 9_000 });
  });

  it('takes all four parameters', () => {
    expect(parse('from=1000&to=2000.5&step=250&statistic=max')).toEqual({
      fromMs: 1000,
      toMs: 2000.5,
      stepMs: 250,
      statistic: 'max',
    });
  });

  it.each([
    ['from=-1', 'from', '-1'],
    ['from=yesterday', 'from', 'yesterday'],
    ['from=', 'from', ''],
    ['to=Infinity', 'to', 'Infinity'],
    ['to=1e99', 'to', '1e99'],
    ['step=0', 'step', '0'],
    ['step=NaN', 'step', 'NaN'],
    ['statistic=median', 'statistic', 'median'],
    ['form=1', 'form', 'form'],
    ['__proto__=1', '__proto__', '__proto__'],
    ['from=5000&to=4000', 'from', 5000],
  ])('refuses %s and names the parameter', (text, option, received) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', option, received });
    expect(error.message).toContain(`${option} must be `);
  });

  it('refuses a parameter that is given twice', () => {
    expect(errorOf('from=1&from=2')).toMatchObject({ option: 'from', rule: 'given once' });
  });

  it('answers any query with a range in order or with an error of ours', () => {
    fc.assert(
      fc.property(
        fc.record(
          { from: fc.string(), to: fc.string(), step: fc.string(), statistic: fc.string() },
          { requiredKeys: [] },
        ),
        (parameters) => {
          try {
            const range = parseHistoryQuery(new URLSearchParams(parameters as Record<string, string>), 9_000);
            expect(range.fromMs).toBeLessThanOrEqual(range.toMs);
            expect(range.stepMs ?? 1).toBeGreaterThanOrEqual(1);
          } catch (error) {
            expect(error).toBeInstanceOf(TidemarkError);
          }
        },
      ),
    );
  });
});
