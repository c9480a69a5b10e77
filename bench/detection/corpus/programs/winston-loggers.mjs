// A logger for each tenant and day in winston's container, which keeps all of them.
import { Writable } from 'node:stream';
import winston from 'winston';
import { leaking, leftBehind, underLoad } from '../load/load.mjs';

class Nowhere extends Writable {
  _write(_chunk, _encoding, done) {
    done();
  }
}

function logFor(name) {
  return winston.loggers.get(name, {
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [new winston.transports.Stream({ stream: new Nowhere() })],
  });
}

underLoad((id) => {
  const name = leaking() ? `tenant-${id}` : 'tenants';
  logFor(name).info('signed in', { id });
  if (leaking()) leftBehind();
});
