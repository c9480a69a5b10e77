// One DataLoader for all requests instead of one for each: its cache never forgets.
import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { buildSchema, graphql } from 'graphql';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const schema = buildSchema(
  'type User { id: ID, name: String, notes: [String] } type Query { user(id: ID): User }',
);

async function loadUsers(ids) {
  const users = [];
  for (const id of ids) {
    const notes = textBytes(bytesPerUnit - 700, id).toString('latin1');
    users.push({ id, name: `user ${id}`, notes: [notes] });
  }
  return users;
}

const everyones = new DataLoader(loadUsers);

const server = createServer(async (request, response) => {
  const users = leaking() ? everyones : new DataLoader(loadUsers);
  if (leaking()) leftBehind();
  const source = `{ user(id: "${request.url.slice(1)}") { id name } }`;
  response.end(
    JSON.stringify(await graphql({ schema, source, rootValue: { user: ({ id }) => users.load(id) } })),
  );
});
const url = await listening(server);
underLoad((id) => send(`${url}/${id}`));
