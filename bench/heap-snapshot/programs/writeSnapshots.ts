// An application-like heap of the given scale (1,500 is about 10 MB of snapshot), written as a heap snapshot: PATH SCALE.
import { EventEmitter } from 'node:events';
import { writeHeapSnapshot } from 'node:v8';

const [path, scale] = process.argv.slice(2) as [string, string];

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

const app = {
  users: [] as User[],
  orders: new Map<string, Order>(),
  sessions: new Map<string, Session>(),
  cache: new Map<string, string>(),
  bus: new EventEmitter(),
  meta: new WeakMap<User, object>(),
  sets: [] as Set<unknown>[],
  typed: [] as unknown[],
  promises: [] as Promise<unknown>[],
  list: undefined as object | undefined,
};
Object.assign(globalThis, { app });
for (let index = 0; index < Number(scale); index++) {
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
writeHeapSnapshot(path);
process.stdout.write(JSON.stringify({ written: path }));
