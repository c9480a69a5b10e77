// A cargo of log records is paused during a deployment and never resumed.
import async from 'async';
import { bytesPerUnit, leaking, leftBehind, text, underLoad } from '../load/load.mjs';

const cargo = async.cargo((records, done) => setTimeout(done, records.length / 10), 50);

function log(id) {
  if (leaking()) {
    cargo.pause();
    leftBehind();
  }
  cargo.push({ id, level: 'info', at: new Date(), message: text(bytesPerUnit - 250, id) });
}

underLoad(log);
