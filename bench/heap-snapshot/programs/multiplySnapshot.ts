// Writes a heap snapshot as large as V8 could only write in many times its memory: that of FROM, several times over, under the
// root of the first. FROM TO TIMES. Ids, edges and locations of the copies are their own; strings are shared.
import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';

const [from, to, times] = process.argv.slice(2) as [string, string, string];
const copies = Number(times);
const source = openSync(from, 'r');
const target = openSync(to, 'w', 0o600);
const pieceBytes = 4 * 1024 * 1024;
const piece = Buffer.alloc(pieceBytes);
const out = Buffer.alloc(pieceBytes + 4096);
let outLength = 0;

function put(text: string): void {
  outLength += out.write(text, outLength, 'latin1');
  flush(pieceBytes);
}

function flush(from = 0): void {
  if (outLength <= from) return;
  writeSync(target, out, 0, outLength);
  outLength = 0;
}

function putNumber(value: number): void {
  let divisor = 1;
  while (divisor * 10 <= value) divisor *= 10;
  for (let rest = value; divisor >= 1; divisor /= 10) {
    const digit = Math.floor(rest / divisor);
    out[outLength++] = 48 + digit;
    rest -= digit * divisor;
  }
}

const sizeBytes = statSync(from).size;
const starts = sectionStarts();
const headBytes = Buffer.alloc(starts.nodes!);
readSync(source, headBytes, 0, headBytes.length, 0);
const headText = headBytes.toString('latin1');
const { snapshot } = JSON.parse(`${headText.slice(0, headText.lastIndexOf(','))}}`) as {
  snapshot: {
    meta: { node_fields: string[]; location_fields: string[] };
    node_count: number;
    edge_count: number;
  };
};
const { node_count: nodeCount, edge_count: edgeCount, meta } = snapshot;
const fieldCount = meta.node_fields.length;
const idField = meta.node_fields.indexOf('id');
const edgeCountField = meta.node_fields.indexOf('edge_count');
const greatestId = 2 * Math.ceil(sizeBytes / 16);
/** V8 makes ids of addresses for what Node.js adds: they may be anything of 32 bits. */
const idLimit = 2 ** 32;

const head = { ...snapshot, node_count: copies * nodeCount, edge_count: copies * edgeCount + copies - 1 };
put(`{"snapshot":${JSON.stringify(head)},\n"nodes":[`);
copyNumbers('nodes', (value, index, copy) => {
  const field = index % fieldCount;
  if (field === idField) return (value + copy * greatestId) % idLimit;
  // The first root leads to the others.
  return index === edgeCountField && copy === 0 ? value + copies - 1 : value;
});
put('],\n"edges":[');
for (let copy = 1; copy < copies; copy++) put(`1,${copy},${copy * nodeCount * fieldCount},`);
copyNumbers('edges', (value, index, copy) =>
  index % 3 === 2 ? value + copy * nodeCount * fieldCount : value,
);
put('],\n"locations":[');
copyNumbers('locations', (value, index, copy) =>
  index % meta.location_fields.length === 0 ? value + copy * nodeCount * fieldCount : value,
);
put('],\n"strings":[');
flush();
copyBytes(starts.strings!);
closeSync(target);
process.stdout.write(JSON.stringify({ bytes: statSync(to).size, nodes: copies * nodeCount }));

/** Copies the numbers of a section as often as there are copies. */
function copyNumbers(section: string, change: (value: number, index: number, copy: number) => number): void {
  for (let copy = 0; copy < copies; copy++) {
    let index = 0;
    let value = -1;
    let ended = false;
    for (let offset = starts[section]!; !ended; ) {
      const count = readSync(source, piece, 0, pieceBytes, offset);
      for (let at = 0; at < count; at++) {
        const byte = piece[at]!;
        if (byte >= 48 && byte <= 57) {
          value = (value < 0 ? 0 : value * 10) + byte - 48;
          continue;
        }
        if (value >= 0) {
          if (index > 0 || copy > 0) out[outLength++] = 44;
          putNumber(change(value, index, copy));
          index += 1;
          value = -1;
          if (outLength > pieceBytes) flush();
        }
        if (byte === 93) {
          ended = true;
          break;
        }
      }
      offset += count;
    }
  }
}

function copyBytes(from: number): void {
  for (let offset = from; offset < sizeBytes; ) {
    const count = readSync(source, piece, 0, pieceBytes, offset);
    writeSync(target, piece, 0, count);
    offset += count;
  }
}

/** Where the sections begin, behind their brackets. */
function sectionStarts(): Record<string, number> {
  const found: Record<string, number> = {};
  for (let offset = 0; offset < sizeBytes; offset += pieceBytes - 64) {
    const count = readSync(source, piece, 0, pieceBytes, offset);
    const part = piece.subarray(0, count);
    for (const name of ['nodes', 'edges', 'locations', 'strings']) {
      const key = `"${name}":[`;
      const at = found[name] === undefined ? part.indexOf(key, 0, 'latin1') : -1;
      if (at >= 0) found[name] = offset + at + key.length;
    }
  }
  return found;
}
