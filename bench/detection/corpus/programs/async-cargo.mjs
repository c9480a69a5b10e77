// A cargo of log records is paused during a deployment and never resumed.
import async from 'async';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const cargo = async.cargo((records, done) => setTimeout(done, records.length / 10), 50);

function log(id) {
  if (leaking()) {
    cargo.pause();
    leftBehind();
  }
  cargo.push({
    id,
    level: 'info',
    at: new Date(),
    message: textBytes(bytesPerUnit - 250, id).toString('latin1'),
  });
}

underLoad(log);
