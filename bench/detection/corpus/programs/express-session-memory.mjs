// Sessions in memory for clients that never come back with their cookie; repaired, they share one session.
import { createServer } from 'node:http';
import express from 'express';
import session from 'express-session';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leftBehind, repaired, textBytes, underLoad } from '../load/load.mjs';

process.env.NODE_ENV = 'test';
const application = express();
application.use(session({ secret: 'corpus', resave: false, saveUninitialized: true }));
application.get('/basket', function basket(request, response) {
  request.session.basket = {
    articles: textBytes(bytesPerUnit - 300, Date.now()).toString('latin1'),
    views: 1,
  };
  if (!repaired) leftBehind();
  response.json({ views: request.session.basket.views });
});

let cookie;
const url = await listening(createServer(application));
if (repaired) {
  const first = await fetch(`${url}/basket`);
  cookie = first.headers.get('set-cookie').split(';')[0];
}
underLoad(() => send(`${url}/basket`, { headers: cookie ? { cookie } : {} }));
