import { readFile, stat } from 'node:fs/promises';
import { findSourceMap, SourceMap } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A place in a source file; lines and columns count from 0. */
export interface SourcePlace {
  /** A path where the source is a file, else the URL that the source map gives. */
  readonly file: string;
  readonly line: number;
}

/** What {@link SourceMaps} reads from. */
export interface SourceMapsOptions {
  /** The source map that Node has loaded for a file. @default node:module */
  readonly loaded?: ((url: string) => SourceMap | undefined) | undefined;
  /** Reads a file; rejects where there is none, or where it is not worth it. @default node:fs, up to 4 MB */
  readonly read?: ((file: URL) => Promise<string>) | undefined;
}

interface FoundMap {
  readonly sourceMap: SourceMap;
  /** What its sources are relative to; `undefined` where Node has resolved them. */
  readonly base: string | undefined;
}

const largestBytes = 4 * 1024 * 1024;
/** Node decodes them all at once, which takes some 30 ms for so many characters. */
const longestMappings = 512 * 1024;
const reference = /^[ \t]*\/\/[#@] sourceMappingURL=(\S+)[ \t]*$/gm;

/**
 * Finds the place in the source for a place in generated code: by the source map that Node has loaded
 * (`--enable-source-maps`), else by the one that the file names. Maps are read when they are asked for and kept as long
 * as this object, so that it is best made for one batch of questions.
 */
export class SourceMaps {
  readonly #loaded: (url: string) => SourceMap | undefined;
  readonly #read: (file: URL) => Promise<string>;
  readonly #maps: Map<string, Promise<FoundMap | undefined>> = new Map();

  constructor({ loaded = loadedMap, read = readSmall }: SourceMapsOptions = {}) {
    this.#loaded = loaded;
    this.#read = read;
  }

  /** The place in the source; `undefined` where no map knows it. */
  async placeOf(url: string, line: number, column: number): Promise<SourcePlace | undefined> {
    let map = this.#maps.get(url);
    if (map === undefined) {
      map = this.#mapOf(url).catch(() => undefined);
      this.#maps.set(url, map);
    }
    const found = await map;
    const entry = found?.sourceMap.findEntry(line, column);
    if (found === undefined || entry === undefined || !('originalSource' in entry)) return undefined;
    return { file: resolved(entry.originalSource, found.base), line: entry.originalLine };
  }

  /** The text of the file that V8 has compiled; `undefined` where it is none, or cannot be read. */
  async scriptOf(url: string): Promise<string | undefined> {
    const file = fileOf(url);
    return file && this.#read(file).catch(() => undefined);
  }

  async #mapOf(url: string): Promise<FoundMap | undefined> {
    const loaded = this.#loaded(url);
    if (loaded) return { sourceMap: loaded, base: undefined };
    const file = fileOf(url);
    if (file === undefined) return undefined;
    const named = [...(await this.#read(file)).matchAll(reference)].at(-1)?.[1];
    if (named === undefined) return undefined;
    const mapUrl = new URL(named, file);
    const inline = mapUrl.protocol === 'data:';
    const payload = JSON.parse(inline ? decoded(named) : await this.#read(mapUrl));
    if (payload.mappings.length > longestMappings) return undefined;
    const base = new URL(payload.sourceRoot ? `${payload.sourceRoot}/` : '.', inline ? file : mapUrl);
    return { sourceMap: new SourceMap(payload), base: base.href };
  }
}

function loadedMap(url: string): SourceMap | undefined {
  return findSourceMap(url);
}

async function readSmall(file: URL): Promise<string> {
  const { size, isFile } = await stat(file).then((stats) => ({
    size: stats.size,
    isFile: stats.isFile(),
  }));
  // A device or a pipe, which a heap snapshot of somebody else may name, might never end.
  if (!isFile) throw new TypeError(`${file} is no file`);
  if (size > largestBytes) throw new RangeError(`${file} has ${size} bytes`);
  return readFile(file, 'utf8');
}

/** Modules of either kind: V8 names one by URL and the other by path. */
function fileOf(url: string): URL | undefined {
  if (url.startsWith('file:')) return new URL(url);
  return /^(?:\/|[A-Za-z]:[\\/])/.test(url) ? pathToFileURL(url) : undefined;
}

function resolved(source: string, base: string | undefined): string {
  if (!URL.canParse(source, base)) return source;
  const url = new URL(source, base);
  return url.protocol === 'file:' ? fileURLToPath(url) : url.href;
}

function decoded(dataUrl: string): string {
  const comma = dataUrl.indexOf(',');
  const data = dataUrl.slice(comma + 1);
  return dataUrl.slice(0, comma).endsWith(';base64')
    ? Buffer.from(data, 'base64').toString()
    : decodeURIComponent(data);
}
