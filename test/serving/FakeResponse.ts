import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';

/** A response whose socket a test can stall. */
export class FakeResponse extends EventEmitter {
  text = '';
  full = false;
  ended = false;
  destroyed = false;
  head: Readonly<Record<string, string>> = {};

  writeHead(_status: number, head: Readonly<Record<string, string>>): void {
    this.head = head;
  }

  write(text: string): boolean {
    this.text += text;
    return !this.full;
  }

  end(farewell: string): void {
    this.write(farewell);
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
  }

  drain(): void {
    this.full = false;
    this.emit('drain');
  }

  /** What was received since the last call: the event names with their ids. */
  take(): string[] {
    const blocks = this.text.split('\n\n').filter((block) => block !== '');
    this.text = '';
    return blocks.map((block) => {
      const fields = new Map(block.split('\n').map((line) => line.split(': ', 2) as [string, string]));
      return fields.has('event') ? `${fields.get('event')} ${fields.get('id')}` : block;
    });
  }

  asResponse(): ServerResponse {
    return this as unknown as ServerResponse;
  }
}
