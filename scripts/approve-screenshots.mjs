// Takes the screenshots that the tests compare with anew, and makes their files small: colours of which a comparison
// makes nothing become one, so that a byte a pixel is enough. Look at each picture before it is committed.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'test', 'browser', 'screenshots', 'approved');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const budgetBytes = 150_000;
const mostColours = 256;
const exactColours = 64;

// What still passes would be left as it is.
rmSync(folder, { recursive: true, force: true });
execFileSync(process.execPath, [vitest, 'run', '--project', 'screenshots', '--update'], {
  cwd: root,
  stdio: 'inherit',
});
for (const name of readdirSync(folder)) {
  const path = join(folder, name);
  writeFileSync(path, smallPng(PNG.sync.read(readFileSync(path))));
  const bytes = statSync(path).size;
  process.stdout.write(`${name}: ${(bytes / 1_000).toFixed(0)} KB\n`);
  if (bytes > budgetBytes) throw new Error(`${name} is larger than ${budgetBytes / 1_000} KB`);
}

/** The picture with a palette: its most frequent colours, and for the others the nearest of them. */
function smallPng({ width, height, data }) {
  const counts = new Map();
  const colours = new Uint32Array(width * height);
  for (let pixel = 0; pixel < colours.length; pixel++) {
    const colour = (data[pixel * 4] << 16) | (data[pixel * 4 + 1] << 8) | data[pixel * 4 + 2];
    colours[pixel] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = paletteOf(counts);
  const places = new Map([...counts.keys()].map((colour) => [colour, nearest(colour, palette)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = places.get(colours[y * width + x]);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** What there is most of as it is; of the others one colour of each small cube, of cubes that grow until they are few. */
function paletteOf(counts) {
  const byCount = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
  const exact = byCount.slice(0, exactColours);
  for (let side = 4; ; side += 2) {
    const cubes = new Map();
    for (const colour of byCount.slice(exactColours)) {
      const cube = channels(colour)
        .map((value) => Math.floor(value / side))
        .join();
      if (!cubes.has(cube)) cubes.set(cube, colour);
    }
    if (exact.length + cubes.size <= mostColours) return [...exact, ...cubes.values()];
  }
}

function nearest(colour, palette) {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  palette.forEach((candidate, index) => {
    const [red, green, blue] = channels(candidate).map((value, at) => value - channels(colour)[at]);
    const distance = red * red + green * green + blue * blue;
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}

function channels(colour) {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(checksum(body), body.length + 4);
  return framed;
}

/** CRC-32 as in ISO 3309, which PNG has taken over. */
function checksum(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return (rest ^ 0xffffffff) >>> 0;
}
