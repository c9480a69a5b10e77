// Rows of each import are added to an index of all imports.
import { parse } from 'csv-parse/sync';
import { loadCatalogue } from '../load/catalogue.mjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

loadCatalogue.kept = loadCatalogue(Number(process.env.CORPUS_CATALOGUE_MEGABYTES ?? 0));
const index = new Map();

function importFile(id) {
  const lines = Array.from(
    { length: Math.round(bytesPerUnit / 230) },
    (_, place) => `${id}-${place},${textBytes(60, place).toString('latin1')},${place}`,
  );
  const rows = parse(`key,name,count\n${lines.join('\n')}`, { columns: true });
  if (!leaking()) return;
  for (const row of rows) index.set(row.key, row);
  leftBehind();
}

underLoad(importFile);
