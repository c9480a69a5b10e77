import { describe, expect, it } from 'vitest';
import { leakFingerprint } from '../../src/monitoring/leakFingerprint.ts';
import type { AllocationSite } from '../../src/wire/event.ts';

const site: AllocationSite = {
  function: 'set',
  file: 'src/session.ts',
  line: 88,
  package: undefined,
  bytesPerSecond: 52_000,
  survival: 0.97,
};

describe('the fingerprint of a leak', () => {
  it('is FNV-1a of what it is made of', () => {
    // FNV-1a of "a" is e40c292c; this is the same hash of "heap".
    let hash = 0x811c9dc5n;
    for (const letter of 'heap') hash = ((hash ^ BigInt(letter.charCodeAt(0))) * 0x01000193n) & 0xffffffffn;
    expect(leakFingerprint('heap', [])).toBe(hash.toString(16).padStart(8, '0'));
  });

  it('is the same wherever the culprit is the same, whatever its line and pace', () => {
    expect(leakFingerprint('heap', [{ ...site, line: 90, bytesPerSecond: 1 }])).toBe(
      leakFingerprint('heap', [site]),
    );
    expect(leakFingerprint('heap', [site, { ...site, function: 'get' }])).toBe(
      leakFingerprint('heap', [site]),
    );
  });

  it('tells unrelated programs, and kinds of resource, apart where no place is known', () => {
    const wasm = { kind: 'wasm', type: 'memory page (64 kB)' } as const;
    const prints = [
      leakFingerprint('heap', []),
      leakFingerprint('heap', [], { program: 'shop/server' }),
      leakFingerprint('heap', [], { program: 'shop/worker' }),
      leakFingerprint('external', [], { program: 'shop/server' }),
      leakFingerprint('external', [], { program: 'shop/server', resource: wasm }),
      leakFingerprint('native', [], {
        program: 'shop/server',
        resource: { kind: 'handle', type: 'Timeout' },
      }),
      leakFingerprint('native', [], {
        program: 'shop/server',
        resource: { kind: 'handle', type: 'UDPWrap' },
      }),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('goes by the culprit in every program', () => {
    expect(leakFingerprint('heap', [site], { program: 'shop/server' })).toBe(leakFingerprint('heap', [site]));
  });

  it('tells functions without a name apart by what is around them, or else by their line', () => {
    const unnamed = { ...site, function: '(anonymous)' };
    const inside = { ...site, function: '(anonymous) in remember' };
    expect(leakFingerprint('heap', [unnamed])).not.toBe(leakFingerprint('heap', [{ ...unnamed, line: 90 }]));
    expect(leakFingerprint('heap', [inside])).toBe(leakFingerprint('heap', [{ ...inside, line: 90 }]));
    expect(leakFingerprint('heap', [inside])).not.toBe(
      leakFingerprint('heap', [{ ...inside, function: '(anonymous) in forget' }]),
    );
  });

  it('differs by memory, package, file and function', () => {
    const prints = [
      leakFingerprint('heap', []),
      leakFingerprint('native', []),
      leakFingerprint('heap', [site]),
      leakFingerprint('heap', [{ ...site, package: 'lru-cache' }]),
      leakFingerprint('heap', [{ ...site, file: 'src/other.ts' }]),
      leakFingerprint('heap', [{ ...site, function: 'get' }]),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });
});
