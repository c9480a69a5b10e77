import { EventEmitter } from 'node:events';

let seed = 12_345;
function random(below: number): number {
  seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
  return Math.floor((seed / 0x7fff_ffff) * below);
}
const word = (): string => random(1e12).toString(36);

class User {
  readonly id: number;
  readonly name = `user-${word()}`;
  readonly email: string;
  readonly tags = [word(), word()];
  readonly preferences: { theme: string; locale: string; zoom: number };
  readonly created: Date;

  constructor(id: number) {
    this.id = id;
    this.email = `${this.name}@example.com`;
    this.preferences = { theme: id % 2 ? 'dark' : 'light', locale: 'en', zoom: id * 1.5 };
    this.created = new Date(1e12 + id);
  }
}

class Order {
  readonly user: User;
  readonly id: number;
  readonly lines: { sku: string; quantity: number; price: number }[];
  readonly note: string | null;

  constructor(user: User, id: number) {
    this.user = user;
    this.id = id;
    this.lines = Array.from({ length: 1 + random(5) }, (_, index) => ({
      sku: `sku${random(5000)}`,
      quantity: index,
      price: index * 9.99 + 0.01,
    }));
    this.note = id % 7 ? null : `note ${word()} \u00e9\u4e2d "quoted" \\ \n`;
  }
}

class Session {
  readonly user: User;
  readonly token = word() + word();
  readonly data: Map<string, unknown>;
  readonly onEnd: () => string;

  constructor(user: User) {
    this.user = user;
    this.data = new Map<string, unknown>([
      ['cart', [1, 2, 3]],
      ['last', { at: seed, path: `/p/${word()}` }],
    ]);
    this.onEnd = () => this.token + user.name;
  }
}

/** What an application holds. */
export interface Application {
  readonly users: User[];
  readonly orders: Map<string, Order>;
  readonly sessions: Map<string, Session>;
  readonly cache: Map<string, string>;
  readonly bus: EventEmitter;
  readonly meta: WeakMap<User, object>;
  readonly sets: Set<unknown>[];
  readonly typed: unknown[];
  readonly promises: Promise<unknown>[];
  list: object | undefined;
}

/** The heap of an application of that many users; 1,500 are about 10 MB of snapshot. It can be reached as `globalThis.app`. */
export function populate(userCount: number): Application {
  const app: Application = {
    users: [],
    orders: new Map(),
    sessions: new Map(),
    cache: new Map(),
    bus: new EventEmitter(),
    meta: new WeakMap(),
    sets: [],
    typed: [],
    promises: [],
    list: undefined,
  };
  Object.assign(globalThis, { app });
  for (let index = 0; index < userCount; index++) {
    const user = new User(index);
    app.users.push(user);
    for (let order = 0; order < 2; order++)
      app.orders.set(`order:${index}:${order}:${word()}`, new Order(user, index * 2 + order));
    const session = new Session(user);
    app.sessions.set(session.token, session);
    app.meta.set(user, { note: word(), owner: session });
    if (index % 10 === 0) app.sets.push(new Set<unknown>([user, session, index, `x${index}`]));
    if (index % 50 === 0) app.typed.push(new Float64Array(16), Buffer.alloc(64 + random(200)));
    if (index % 50 === 0) app.promises.push(new Promise(() => undefined));
    if (index % 4 === 0) app.list = { next: app.list, user, index };
    if (index % 5 === 0) app.cache.set(`html:${index}`, `<div>${word()}`.repeat(8));
  }
  return app;
}
