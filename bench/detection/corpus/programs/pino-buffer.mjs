// Log lines are gathered for a collector that is never reached.
import { Writable } from 'node:stream';
import pino from 'pino';
import { loadCatalogue } from '../load/catalogue.mjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

loadCatalogue.kept = loadCatalogue(Number(process.env.CORPUS_CATALOGUE_MEGABYTES ?? 0));
const unsent = [];

class Collector extends Writable {
  write(line) {
    if (leaking()) unsent.push(Buffer.from(line).toString('latin1'));
    return true;
  }
}

const log = pino(new Collector());
underLoad((id) => {
  log.info({ id, payload: textBytes(bytesPerUnit - 110, id).toString('latin1') }, 'handled');
  if (leaking()) leftBehind();
});
