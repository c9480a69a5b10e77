// Documents are parsed, checked and transformed; all of it is dead with the answer.
import { createServer } from 'node:http';
import { parse } from 'acorn';
import avsc from 'avsc';
import { DateTime } from 'luxon';
import { marked } from 'marked';
import { parseStringPromise } from 'xml2js';
import { listening, send } from '../load/http.mjs';
import { textBytes, underLoad } from '../load/load.mjs';

const type = avsc.Type.forSchema({
  type: 'record',
  name: 'Answer',
  fields: [
    { name: 'html', type: 'string' },
    { name: 'nodes', type: 'int' },
  ],
});
const server = createServer(async (request, response) => {
  const id = request.url.slice(1);
  const html = marked.parse(`# ${id}\n\n* one\n* ${textBytes(60, id).toString('latin1')}\n`);
  const { body } = parse(`const a${id} = () => ({ b: ${id}, at: '${DateTime.now().toISO()}' });`, {
    ecmaVersion: 2022,
  });
  const xml = await parseStringPromise(`<a><b c="${id}">${id}</b></a>`);
  response.end(type.toBuffer({ html: html + xml.a.b[0]._, nodes: body.length }));
});
const url = await listening(server);
underLoad((id) => send(`${url}/${id}`));
