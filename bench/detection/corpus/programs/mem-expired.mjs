// mem 3 never removes what has expired; mem 4 does.
import { bytesPerUnit, leftBehind, repaired, textBytes, underLoad } from '../load/load.mjs';

const { default: mem } = await import(repaired ? 'mem-4' : 'mem-3');

function loadProfile(id) {
  return { id, loaded: Date.now(), biography: textBytes(bytesPerUnit - 400, id).toString('latin1') };
}

const profile = mem(loadProfile, { maxAge: 20_000 });
underLoad((id) => {
  profile(`customer-${id}`);
  if (!repaired) leftBehind();
});
