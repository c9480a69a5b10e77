import { describe, expect, it } from 'vitest';
import {
  OptimizingCompiler,
  type OptimizingCompilerOptions,
} from '../../../src/profiling/operations/OptimizingCompiler.ts';

const patient = '--ticks-before-optimization=90 --max-bytecode-size-for-early-opt=0';

function compilerOf(options: OptimizingCompilerOptions = {}) {
  const flags: string[] = [];
  let time = 0;
  const compiler = new OptimizingCompiler({
    startOptions: ['--enable-source-maps'],
    v8Version: '11.3.244.8-node.33',
    architecture: 'x64',
    setFlagsFromString: (flag) => flags.push(flag),
    now: () => time,
    ...options,
  });
  const pass = (ms: number): number => (time += ms);
  return { compiler, flags, pass };
}

describe('the optimising compiler', () => {
  it('is held once, and let go once', () => {
    const { compiler, flags } = compilerOf();
    compiler.release();
    compiler.hold();
    compiler.hold();
    expect(flags).toEqual(['--no-opt --no-sparkplug']);
    compiler.release();
    compiler.release();
    expect(flags).toEqual(['--no-opt --no-sparkplug', '--opt --sparkplug']);
  });

  it('is not held where the baseline compiler alone is, and both are let go together', () => {
    const { compiler, flags } = compilerOf();
    compiler.defer();
    compiler.during(() => undefined);
    compiler.hold();
    compiler.defer();
    compiler.release();
    expect(flags.filter((flag) => flag !== patient)).toEqual([
      '--no-sparkplug',
      '--no-opt',
      '--opt',
      '--no-opt',
      '--sparkplug --opt',
    ]);
  });

  it('is patient from when it is deferred until it may rest, however often the others are held and let go', () => {
    const { compiler, flags } = compilerOf({ startOptions: ['--no-sparkplug'] });
    compiler.defer();
    compiler.release();
    compiler.defer();
    expect(flags).toEqual([patient]);
    compiler.rest();
    compiler.rest();
    expect(flags).toEqual([patient, '--ticks-before-optimization=3 --max-bytecode-size-for-early-opt=81']);
  });

  it.each([
    { startOptions: ['--ticks_before_optimization=1'] },
    { startOptions: ['--max-bytecode-size-for-early-opt=10'] },
    { startOptions: ['--no-opt'] },
    { v8Version: '12.5.0.0-node.1' },
    { v8Version: '12.4.254.21-node.33', startOptions: ['--invocation-count-for-osr=1'] },
  ])('is not made patient where somebody has a say in it, or V8 counts otherwise (%o)', (options) => {
    const { compiler, flags } = compilerOf({ architecture: 's390x', ...options });
    compiler.defer();
    compiler.rest();
    expect(flags).toEqual([]);
  });

  it('is held during a piece of work, also where that throws, and stays held where it was', () => {
    const { compiler, flags } = compilerOf();
    expect(compiler.during(() => flags.join())).toBe('--no-opt --no-sparkplug');
    expect(flags).toEqual(['--no-opt --no-sparkplug', '--opt --sparkplug']);
    const broken = (): never => {
      throw new Error('broken');
    };
    expect(() => compiler.during(broken)).toThrow('broken');
    expect(flags).toHaveLength(4);
    compiler.hold();
    compiler.during(() => undefined);
    expect(flags.slice(4)).toEqual(['--no-opt --no-sparkplug']);
  });

  it('is not held for longer than a minute, whatever becomes of the operations', () => {
    const { compiler, flags, pass } = compilerOf();
    compiler.hold();
    pass(59_999);
    compiler.review();
    expect(flags).toEqual(['--no-opt --no-sparkplug']);
    pass(1);
    compiler.review();
    compiler.release();
    expect(flags).toEqual(['--no-opt --no-sparkplug', '--opt --sparkplug']);
  });

  it.each(['--no-opt', '--no_turbofan', '--jitless', '--freeze-flags-after-init', '--lite-mode'])(
    'is left alone in a process that was started with %s',
    (option) => {
      const { compiler, flags } = compilerOf({ startOptions: [option] });
      compiler.hold();
      compiler.release();
      expect(flags).toEqual([]);
    },
  );

  it.each([{ architecture: 's390x' }, { startOptions: ['--no-sparkplug'] }])(
    'is held alone where Sparkplug is off or decided on (%o)',
    (options) => {
      const { compiler, flags } = compilerOf(options);
      compiler.hold();
      compiler.release();
      expect(flags).toEqual(['--no-opt', '--opt']);
    },
  );

  it('is made patient and no more by versions of V8 that keep code apart from objects', () => {
    const { compiler, flags } = compilerOf({ v8Version: '13.6.233.17-node.37' });
    compiler.hold();
    compiler.release();
    expect(flags).toEqual([]);
    compiler.defer();
    expect(flags).toHaveLength(1);
    expect(flags[0]).toContain('--invocation-count-for-maglev=12000');
  });
});
