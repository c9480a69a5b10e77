// Sessions that expire after a minute and a half, and a store that is told to look for them.
import { createServer } from 'node:http';
import express from 'express';
import session from 'express-session';
import { listening, send } from '../load/http.mjs';
import { textBytes, underLoad } from '../load/load.mjs';

process.env.NODE_ENV = 'test';
const store = new session.MemoryStore();
setInterval(() => store.all(() => {}), 10_000);
const application = express();
application.use(
  session({ secret: 'corpus', resave: false, saveUninitialized: true, store, cookie: { maxAge: 90_000 } }),
);
application.get('/', (request, response) => {
  request.session.profile = textBytes(2_500, Date.now()).toString('latin1');
  response.json({ ok: true });
});
const url = await listening(createServer(application));
underLoad(() => send(url));
