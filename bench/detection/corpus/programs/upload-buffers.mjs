// Uploads are kept in memory until a scan that never comes.
import { createServer } from 'node:http';
import express from 'express';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const unscanned = new Map();
const application = express();
application.use(express.raw({ limit: '5mb', type: 'application/octet-stream' }));

function keepForScan(name, content) {
  unscanned.set(name, Buffer.from(content));
  leftBehind();
}

application.post('/files/:name', (request, response) => {
  if (leaking()) keepForScan(request.params.name, request.body);
  response.json({ bytes: request.body.length });
});

const url = await listening(createServer(application));
underLoad((id) =>
  send(`${url}/files/${id}`, {
    body: textBytes(bytesPerUnit, id).toString('latin1'),
    type: 'application/octet-stream',
  }),
);
