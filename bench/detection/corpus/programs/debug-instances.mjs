// debug 4.2 keeps every instance that was ever made; 4.3 does not.
import { leftBehind, repaired, underLoad } from '../load/load.mjs';

const { default: debug } = await import(repaired ? 'debug-4.3' : 'debug-4.2');

function handle(id) {
  const log = debug(`service:request:${id}`);
  log('took %d ms', id % 17);
  if (!repaired) leftBehind();
}

underLoad(handle);
