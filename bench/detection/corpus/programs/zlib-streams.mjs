// A compressor is made for each connection and never closed.
import { createDeflate } from 'node:zlib';
import { leftBehind, repaired, underLoad } from '../load/load.mjs';

const connections = new Map();

function compressorOf(id) {
  const deflate = createDeflate({ windowBits: 12, memLevel: 4 });
  deflate.on('data', () => {});
  deflate.write(`hello ${id}`);
  if (repaired) deflate.close();
  else {
    connections.set(id, deflate);
    leftBehind();
  }
}

underLoad(compressorOf);
