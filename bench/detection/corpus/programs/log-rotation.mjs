// A log is written, and every minute a new file is begun.
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import winston from 'winston';
import { textBytes, underLoad } from '../load/load.mjs';

const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const logger = winston.createLogger({ format: winston.format.json() });
let files = 0;
let transport;

function rotate() {
  const file = join(folder, `${files++ % 3}.log`);
  const stream = createWriteStream(file);
  const next = new winston.transports.Stream({ stream });
  logger.add(next);
  if (transport) {
    logger.remove(transport.next);
    transport.stream.end();
  }
  transport = { next, stream };
}

rotate();
setInterval(rotate, 60_000);
underLoad((id) => logger.info('handled', { id, note: textBytes(300, id).toString('latin1') }));
