import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/commandLine/options.ts';

describe('the command line', () => {
  it('has defaults for everything', () => {
    expect(parseCommand([])).toEqual({
      name: 'run',
      options: {
        workload: 'mixed',
        rate: 4000,
        actorCount: 400,
        leak: 'none',
        leakBytesPerSecond: 60_000,
        seconds: Number.POSITIVE_INFINITY,
        seed: 1,
      },
    });
  });

  it('reads every option', () => {
    const line =
      '--workload lifecycle --rate 12.5 --actors 9 --leak adjacency --leak-rate 5e3 --seconds 2 --seed 42';
    expect(parseCommand(line.split(' '))).toEqual({
      name: 'run',
      options: {
        workload: 'lifecycle',
        rate: 12.5,
        actorCount: 9,
        leak: 'adjacency',
        leakBytesPerSecond: 5000,
        seconds: 2,
        seed: 42,
      },
    });
  });

  it('knows the other things to do', () => {
    expect(parseCommand(['--help', '--rate', 'nonsense'])).toEqual({ name: 'help' });
    expect(parseCommand(['-h'])).toEqual({ name: 'help' });
    expect(parseCommand(['--measure-budgets'])).toEqual({ name: 'measure-budgets' });
    expect(parseCommand(['--measure-leaks'])).toEqual({ name: 'measure-leaks' });
  });

  it.each([
    ['--workload sleep', '--workload must be one of mixed, clothing, anatomy, lifecycle, received "sleep"'],
    ['--rate fast', '--rate must be a number from 0.1 to 1000000, received "fast"'],
    ['--rate 0', '--rate must be a number from 0.1 to 1000000, received "0"'],
    ['--rate=', '--rate must be a number from 0.1 to 1000000, received ""'],
    ['--actors 1.5', '--actors must be a whole number from 1 to 20000, received "1.5"'],
    ['--actors=', '--actors must be a whole number from 1 to 20000, received ""'],
    ['--leak everything', '--leak must be one of none, latency-samples,'],
    ['--leak-rate=-1', '--leak-rate must be a number from 0'],
    ['--seconds Infinity', '--seconds must be a number from 0'],
    ['--seed -1', "Option '--seed' argument is ambiguous; see --help"],
    ['--seed', "Option '--seed <value>' argument missing; see --help"],
    ['--sed 1', "Unknown option '--sed'; see --help"],
    ['fast', "Unexpected argument 'fast'; see --help"],
  ])('refuses %s and says why', (line, message) => {
    expect(() => parseCommand(line.split(' '))).toThrow(message);
  });
});
