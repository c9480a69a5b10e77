// Operations that leak, and some that only look like it. CommonJS, so that Jest takes them as they are.
const { EventEmitter } = require('node:events');

class Session {
  constructor(id) {
    this.id = id;
    this.log = new Array(20).fill(id);
  }
}

const sessions = new Map();
const bus = new EventEmitter().setMaxListeners(0);
const handlers = [];
const answers = new Map();
const cache = new Map();
let template;
let calls = 0;
let held;

exports.leakingMap = () => {
  calls += 1;
  sessions.set(calls, new Session(calls));
};
exports.leakingListener = () => {
  const session = new Session(1);
  bus.on('tick', function onTick() {
    return session;
  });
};
exports.leakingClosure = () => {
  const session = new Session(1);
  handlers.push(() => session);
};
exports.leakingAsync = async () => {
  calls += 1;
  await new Promise((resolve) => setImmediate(resolve));
  answers.set(`answer ${calls}`, new Session(calls));
};
exports.clean = () => JSON.parse(JSON.stringify({ name: 'x'.repeat(100), list: [1, 2, 3] }));
exports.cleanAsync = async () => {
  await new Promise((resolve) => setImmediate(resolve));
  return new Session(1);
};
exports.cacheOnce = () => {
  template ??= Array.from({ length: 5000 }, (_, index) => new Session(index));
  return template.length;
};
exports.boundedCache = () => {
  calls += 1;
  cache.set(calls, new Session(calls));
  if (cache.size > 300) cache.delete(cache.keys().next().value);
};
exports.keepForEver = () => {
  held = { session: new Session(1) };
  return held.session;
};
exports.letGo = () => new Session(1);
