// Keeps a summary of every request for a page of statistics that nobody bounds.
import { createServer } from 'node:http';
import express from 'express';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const seen = [];
const application = express();
application.use(express.json({ limit: '1mb' }));

function remember(request) {
  const fields = [];
  for (const word of request.body.text.split(' '))
    fields.push({ word, place: fields.length, route: request.path });
  seen.push({ at: Date.now(), fields, agent: `${request.body.text.length}` });
  leftBehind();
}

application.post('/orders/:id', (request, response) => {
  if (leaking()) remember(request);
  response.json({ ok: true, id: request.params.id });
});

const url = await listening(createServer(application));
const words = Math.max(1, Math.round(bytesPerUnit / 96));
underLoad((id) => {
  const body = Array.from({ length: words }, (_, place) =>
    textBytes(12, id * words + place)
      .toString('latin1')
      .slice(0, 10),
  ).join(' ');
  return send(`${url}/orders/${id}`, { body: JSON.stringify({ text: body }) });
});
