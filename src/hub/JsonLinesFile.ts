import { closeSync, openSync, writeSync } from 'node:fs';
import type { Logger } from '../monitoring/Logger.ts';
import { TidemarkError } from '../TidemarkError.ts';

/** The part of the file system that a {@link JsonLinesFile} uses. */
export interface FileSystem {
  openSync(path: string, flags: string, mode: number): number;
  writeSync(descriptor: number, bytes: Uint8Array, offset: number): number;
  closeSync(descriptor: number): void;
}

/** Options of a {@link JsonLinesFile}. */
export interface JsonLinesFileOptions {
  readonly path: string;
  /** The option that named the file, for messages: `--events`. */
  readonly option: string;
  readonly logger: Pick<Logger, 'warn'>;
  /** @default node:fs */
  readonly fileSystem?: FileSystem;
}

/**
 * A file that grows by one JSON object a line, each in the kernel's hands before `write` returns. A full disk loses
 * lines, is said once, and ends nothing.
 */
export class JsonLinesFile {
  readonly #path: string;
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #fileSystem: FileSystem;
  readonly #descriptor: number;
  #lostLines = 0;
  #torn = false;

  /** @throws TidemarkError `FILE_UNWRITABLE` */
  constructor({
    path,
    option,
    logger,
    fileSystem = { openSync, writeSync, closeSync },
  }: JsonLinesFileOptions) {
    this.#path = path;
    this.#logger = logger;
    this.#fileSystem = fileSystem;
    try {
      this.#descriptor = fileSystem.openSync(path, 'a', 0o600);
    } catch (cause) {
      const rule = 'a file that can be written to';
      const message = `${option} must be ${rule}, received ${path} (${(cause as Error).message})`;
      throw new TidemarkError('FILE_UNWRITABLE', message, { option, rule, received: path, cause });
    }
  }

  write(value: unknown): void {
    // A line that was cut short must not swallow the beginning of the next one.
    const bytes = Buffer.from(`${this.#torn ? '\n' : ''}${JSON.stringify(value)}\n`);
    let written = 0;
    try {
      while (written < bytes.length) {
        written += this.#fileSystem.writeSync(this.#descriptor, bytes, written);
      }
      this.#torn = false;
    } catch (error) {
      this.#torn ||= written > 0;
      this.#lostLines += 1;
      if (this.#lostLines === 1) {
        const reason = (error as Error).message;
        this.#logger.warn(`${this.#path} cannot be written to: ${reason}. What does not fit is lost.`);
      }
    }
  }

  close(): void {
    this.#fileSystem.closeSync(this.#descriptor);
    if (this.#lostLines === 0) return;
    const lines = this.#lostLines === 1 ? '1 line' : `${this.#lostLines} lines`;
    this.#logger.warn(`${lines} could not be written to ${this.#path}.`);
  }
}
