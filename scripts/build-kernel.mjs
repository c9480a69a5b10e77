// Compiles assembly/heap-snapshot and writes it, as text that needs no file beside it, into the sources. A test compiles it
// again and compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'src/profiling/heap-snapshot/kernel/kernelBinary.ts');

/** The text of kernelBinary.ts. */
export async function compiledKernel() {
  let binary;
  const options = [
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd',
    '--importMemory',
    '--use',
    'abort=',
    '--baseDir',
    join(root, 'assembly'),
  ];
  const { error, stderr } = await asc.main(
    ['heap-snapshot/index.ts', '--outFile', 'kernel.wasm', ...options],
    {
      writeFile: (name, contents) => {
        if (name === 'kernel.wasm') binary = contents;
      },
    },
  );
  if (error !== null || binary === undefined)
    throw new Error(`the kernel does not compile: ${stderr.toString()}`);
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,100}/g);
  const text = lines.map((line) => `  '${line}'`).join(' +\n');
  return `// Written by scripts/build-kernel.mjs from assembly/heap-snapshot.\n// biome-ignore format: generated\nexport const kernelBinary: string =\n${text};\n`;
}

/** Writes it, where it is not the same already. */
export async function writeKernel() {
  const text = await compiledKernel();
  if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeKernel();
