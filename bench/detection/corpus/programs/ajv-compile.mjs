// A schema object is built and compiled for each request: Ajv keeps every one. Repaired, it is compiled once.
import { createServer } from 'node:http';
import Ajv from 'ajv';
import { listening, send } from '../load/http.mjs';
import { leftBehind, repaired, underLoad } from '../load/load.mjs';

const ajv = new Ajv();
const schemaOf = (fields) => ({
  type: 'object',
  properties: Object.fromEntries(fields.map((field) => [field, { type: 'string', maxLength: 40 }])),
  required: fields,
});
const fields = ['name', 'street', 'city'];
let compiled;

function validate(order) {
  if (repaired) compiled ??= ajv.compile(schemaOf(fields));
  else leftBehind();
  return (compiled ?? ajv.compile(schemaOf(fields)))(order);
}

const server = createServer(async (request, response) => {
  const parts = await request.toArray();
  response.end(String(validate(JSON.parse(Buffer.concat(parts)))));
});
const url = await listening(server);
underLoad((id) => send(url, { body: JSON.stringify({ name: `name ${id}`, street: 'a', city: 'b' }) }));
