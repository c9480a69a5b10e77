// One DataLoader for all requests instead of one for each: its cache never forgets.
import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { buildSchema, graphql } from 'graphql';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leaking, leftBehind, text, underLoad } from '../load/load.mjs';

const schema = buildSchema(
  'type User { id: ID, name: String, notes: [String] } type Query { user(id: ID): User }',
);

async function loadUsers(ids) {
  return ids.map((id) => ({
    id,
    name: `user ${id}`,
    notes: [text((bytesPerUnit - 700) / 2, id), text((bytesPerUnit - 700) / 2, id)],
  }));
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
