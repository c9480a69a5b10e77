import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { SnapshotRequests } from '../../src/hub/SnapshotRequests.ts';
import type { HubMessage } from '../../src/wire/message.ts';
import type { TakingNews } from '../../src/wire/snapshotTaking.ts';

const order = { force: false, redact: false, gzip: false };
const estimate = {
  heapUsedBytes: 1,
  objects: 1,
  references: 1,
  counted: false,
  fileBytes: 1,
  memoryBytes: 1,
  pauseMs: { low: 1, high: 2 },
};
const written: TakingNews = { state: 'written', path: '/a', fileBytes: 1, durationMs: 1, removed: [] };

let requests: SnapshotRequests;
let said: HubMessage[];
let heard: TakingNews[];
let callOff: () => void;

beforeEach(() => {
  requests = new SnapshotRequests();
  said = [];
  heard = [];
  callOff = requests.ask(
    '4711',
    (message) => said.push(message),
    order,
    (news) => heard.push(news),
  );
});

describe('a heap snapshot that the hub has asked for', () => {
  it('is told of until it is written, and by nobody else', () => {
    expect(said).toEqual([{ type: 'take-snapshot', request: 1, order }]);
    const begun: TakingNews = { state: 'begun', partialPath: '/a.partial', estimate };
    requests.take('4711', 1, begun);
    requests.take('4712', 1, written);
    requests.take('4711', 2, written);
    requests.take('4711', 1, written);
    requests.take('4711', 1, written);
    expect(heard).toEqual([begun, written]);
    callOff();
    expect(said).toHaveLength(1);
  });

  it('can be called off, once', () => {
    callOff();
    callOff();
    expect(said.slice(1)).toEqual([{ type: 'call-off-snapshot', request: 1 }]);
    requests.take('4711', 1, written);
    expect(heard).toEqual([]);
  });

  it('is over when the process is, and what it had written is removed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tm-requests-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const paths = ['a.heapsnapshot.partial', 'precious.txt'].map((name) => join(folder, name));
    for (const path of paths) writeFileSync(path, '');
    requests.take('4711', 1, { state: 'begun', partialPath: paths[0]!, estimate });
    requests.ask(
      '4711',
      () => undefined,
      order,
      () => undefined,
    );
    requests.take('4711', 2, { state: 'begun', partialPath: paths[1]!, estimate });
    requests.ask(
      '4711',
      () => undefined,
      order,
      (news) => heard.push(news),
    );
    requests.ask(
      '4712',
      () => undefined,
      order,
      (news) => heard.push(news),
    );
    requests.ended('4711');
    expect(heard.slice(1)).toEqual([
      { state: 'refused', reason: 'The process ended, or left the hub, while the snapshot was taken.' },
      { state: 'refused', reason: 'The process ended, or left the hub, before the snapshot began.' },
    ]);
    await vi.waitFor(() => expect(paths.map((path) => existsSync(path))).toEqual([false, true]));
  });
});
