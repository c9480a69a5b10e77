import { describe, expect, it, vi } from 'vitest';
import { SnapshotOrders } from '../../src/agent/SnapshotOrders.ts';
import type { HeapSnapshotTaker } from '../../src/profiling/heap-snapshot/taking/HeapSnapshotTaker.ts';
import type { TakingNews } from '../../src/wire/snapshotTaking.ts';

const order = { force: false, redact: true, gzip: false };
const estimate = {} as TakingNews & { estimate: never } as never;

function told(take: HeapSnapshotTaker['take']): Promise<TakingNews[]> {
  const heard: TakingNews[] = [];
  return new Promise((resolve) => {
    new SnapshotOrders(async () => ({ take })).take(order, (news) => {
      heard.push(news);
      if (news.state !== 'begun') resolve(heard);
    });
  });
}

describe('a heap snapshot that somebody outside asks for', () => {
  it('is told of when it begins and when it is written', async () => {
    const heard = await told(async (options, { begun } = {}) => {
      expect(options).toBe(order);
      await begun?.({ partialPath: '/a.partial', estimate });
      return { performed: true, path: '/a', fileBytes: 2, durationMs: 3, removed: [] };
    });
    expect(heard).toEqual([
      { state: 'begun', partialPath: '/a.partial', estimate },
      { state: 'written', path: '/a', fileBytes: 2, durationMs: 3, removed: [] },
    ]);
  });

  it('is refused with the reason, and where its code fails', async () => {
    const refused = await told(async () => ({ performed: false, reason: 'No room.', forcible: true }));
    expect(refused).toEqual([{ state: 'refused', reason: 'No room.', forcible: true }]);
    expect(await told(() => Promise.reject(new Error('broken')))).toEqual([
      { state: 'refused', reason: 'broken' },
    ]);
  });

  it('can be called off', async () => {
    const take = vi.fn(
      (_: unknown, { signal }: { signal?: AbortSignal | undefined } = {}) =>
        new Promise<never>((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(new Error('off'))),
        ),
    );
    const heard: TakingNews[] = [];
    const callOff = new SnapshotOrders(async () => ({ take })).take(order, (news) => heard.push(news));
    await vi.waitFor(() => expect(take).toHaveBeenCalled());
    callOff();
    await vi.waitFor(() => expect(heard).toEqual([{ state: 'refused', reason: 'off' }]));
  });
});
