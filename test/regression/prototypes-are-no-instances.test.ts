import { describe, expect, it } from 'vitest';
import { queryObjects } from '../../src/profiling/instances/queryObjects.ts';

describe('counting the instances of a class', () => {
  it('counts those of subclasses, and the prototypes of subclasses not', () => {
    class Base {}
    class Sub extends Base {}
    class SubSub extends Sub {}
    function Old(): void {}
    Object.setPrototypeOf(Old.prototype, Base.prototype);
    const count = queryObjects();
    expect(count?.(Base)).toBe(0);
    const kept: object[] = [new Base(), new Sub(), new SubSub(), new (Old as never as typeof Base)()];
    // An instance may have a property of that name.
    kept.push(Object.assign(new Base(), { constructor: Base }), Object.create(Base.prototype));
    expect(count?.(Base)).toBe(kept.length);
    expect(count?.(SubSub)).toBe(1);
    expect(Object.getOwnPropertySymbols(globalThis).map(String)).not.toContain('Symbol(tidemark.counted)');
  });
});
