// A shop whose load swings, with baskets that are forgotten after a minute.
import { createServer } from 'node:http';
import express from 'express';
import NodeCache from 'node-cache';
import { listening, send } from '../load/http.mjs';
import { textBytes, underLoad } from '../load/load.mjs';

const baskets = new NodeCache({ stdTTL: 60, checkperiod: 5, useClones: false });
const application = express();
application.post('/basket/:id', (request, response) => {
  baskets.set(request.params.id, {
    lines: [textBytes(5_000, request.params.id).toString('latin1')],
    total: 1,
  });
  response.json({ lines: 1 });
});

const url = await listening(createServer(application));
underLoad((id) => send(`${url}/basket/${id}`, { body: '{}' }));
