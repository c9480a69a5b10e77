import type { HeapProfile, InspectorSession, ProfileNode } from '../../src/profiling/InspectorSession.ts';

/** An allocation that the sampler of a {@link FakeInspector} has seen, and who made it: a place in the `functions`. */
interface FakeAllocation {
  readonly bytes: number;
  readonly by: number;
}

/** A thread with one allocation sampler that all sessions share, as V8 has it. */
export class FakeInspector {
  readonly posted: string[] = [];
  sessions = 0;
  running = false;
  intervalBytes = 0;
  /** What throws from `connect`, or answers to `startSampling`. */
  broken: 'connect' | 'start' | 'post' | 'disconnect' | undefined;
  readonly #functions: readonly string[];
  #ordinal = 0;
  #alive: (FakeAllocation & { readonly ordinal: number })[] = [];

  /** `functions` are `name url line`, each called by the one before. */
  constructor(functions: readonly string[] = ['work /app/work.js 3']) {
    this.#functions = functions;
  }

  readonly session = (): InspectorSession => {
    let started = false;
    return {
      connect: () => {
        if (this.broken === 'connect') throw new Error('not here');
        this.sessions++;
      },
      disconnect: () => {
        this.sessions--;
        if (started) this.running = false;
        if (this.broken === 'disconnect') throw new Error('gone');
      },
      post: (method, parameters, answer) => {
        if (this.broken === 'post') throw new Error('not connected');
        this.posted.push(method);
        if (method.endsWith('startSampling')) {
          if (this.broken === 'start') return answer(new Error('cannot'));
          started = true;
          this.startSampling((parameters as { samplingInterval: number }).samplingInterval);
          return answer(null, {});
        }
        if (!this.running) return answer(new Error('V8 sampling heap profiler was not started.'));
        if (method.endsWith('stopSampling')) this.running = false;
        return answer(null, { profile: this.profile() });
      },
    };
  };

  /** Somebody starts the sampler: nothing happens if it runs. */
  startSampling(intervalBytes: number): void {
    if (this.running) return;
    this.running = true;
    this.intervalBytes = intervalBytes;
    this.#ordinal = 0;
    this.#alive = [];
  }

  allocate(count: number, by = 0, bytes = 32_768): void {
    for (let index = 0; index < count; index++) this.#alive.push({ ordinal: ++this.#ordinal, bytes, by });
  }

  /** Frees the oldest allocations. */
  free(count: number): void {
    this.#alive.splice(0, count);
  }

  profile(): HeapProfile {
    const node = (depth: number): ProfileNode[] => {
      const [functionName = '', url = '', line = '0'] = this.#functions[depth]?.split(' ') ?? [];
      if (url === '' && functionName === '') return [];
      const callFrame = { functionName, url, lineNumber: Number(line), columnNumber: 0 };
      return [{ id: depth + 2, callFrame, children: node(depth + 1) }];
    };
    const root = { functionName: '(root)', url: '', lineNumber: -1, columnNumber: -1 };
    return {
      head: { id: 1, callFrame: root, children: node(0) },
      samples: this.#alive.map(({ ordinal, bytes, by }) => ({ ordinal, size: bytes, nodeId: by + 2 })),
    };
  }
}
