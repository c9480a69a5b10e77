type Movement = 'counts' | 'swings' | 'now' | 'stays';

interface Line {
  /** Name and labels, or a whole comment. */
  readonly text: string;
  readonly value: number | undefined;
  readonly movement: Movement;
}

const hour = 3600;
const swing = 0.05;
const swingSeconds = 20;

/** The page of a real agent, as if of many: counters go up, bytes swing, each target on its own. */
export class MovingPage {
  readonly #lines: readonly Line[];

  constructor(page: string) {
    this.#lines = page.split('\n').map(lineOf);
  }

  /** Series on the page. */
  get series(): number {
    return this.#lines.filter(({ value }) => value !== undefined).length;
  }

  /** The page of one target, so many seconds after the start. */
  at(target: number, seconds: number): string {
    return this.#lines
      .map(({ text, value, movement }) =>
        value === undefined ? text : `${text} ${movedTo(value, movement, target, seconds)}`,
      )
      .join('\n');
  }
}

function lineOf(text: string): Line {
  const space = text.lastIndexOf(' ');
  if (text === '' || text.startsWith('#')) return { text, value: undefined, movement: 'stays' };
  const name = text.slice(0, space);
  return { text: name, value: Number(text.slice(space + 1)), movement: movementOf(name) };
}

function movementOf(name: string): Movement {
  const [metric = ''] = name.split('{');
  if (/_(?:total|sum|count|bucket)$/.test(metric)) return 'counts';
  if (metric === 'tidemark_last_sample_timestamp_seconds') return 'now';
  return metric.endsWith('_bytes') && !metric.includes('limit') ? 'swings' : 'stays';
}

function movedTo(value: number, movement: Movement, target: number, seconds: number): number {
  switch (movement) {
    case 'counts':
      return value * (1 + seconds / hour);
    case 'swings':
      return Math.round(value * (1 + swing * Math.sin(target + seconds / swingSeconds)));
    case 'now':
      return Date.now() / 1000;
    case 'stays':
      return value;
  }
}
