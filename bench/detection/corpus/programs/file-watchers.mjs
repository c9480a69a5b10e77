// A watcher for each configuration that is read, never closed.
import { mkdtempSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'settings.json');
writeFileSync(file, '{}');

function watchSettings(id) {
  const settings = { id, raw: textBytes(bytesPerUnit - 1_500, id).toString('latin1') };
  const watcher = watch(file, () => settings.raw.length);
  if (leaking()) leftBehind();
  else watcher.close();
}

underLoad(watchSettings);
