// The least that reading a file can take: it is read in pieces of 1 MB, and a loop touches each byte. FILE.
import { openSync, readSync } from 'node:fs';

const descriptor = openSync(process.argv[2] as string, 'r');
const piece = new Uint8Array(1024 * 1024);

function sumOf(bytes: Uint8Array, count: number): number {
  let sum = 0;
  for (let at = 0; at < count; at++) sum = (sum + bytes[at]!) | 0;
  return sum;
}

let sum = 0;
for (let count = readSync(descriptor, piece); count > 0; count = readSync(descriptor, piece)) {
  sum = (sum + sumOf(piece, count)) | 0;
}
process.stdout.write(JSON.stringify({ sum }));
