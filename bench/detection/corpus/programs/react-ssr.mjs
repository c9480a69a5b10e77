// Pages rendered on the server, nothing kept.
import { createServer } from 'node:http';
import { createContext, createElement, useContext } from 'react';
import { renderToPipeableStream } from 'react-dom/server';
import { listening, send } from '../load/http.mjs';
import { textBytes, underLoad } from '../load/load.mjs';

const User = createContext('nobody');
const Row = ({ id }) => createElement('li', null, `${id} of ${useContext(User)}`);
const Page = ({ user }) =>
  createElement(
    User.Provider,
    { value: user },
    createElement(
      'ul',
      null,
      Array.from({ length: 20 }, (_, id) => createElement(Row, { id, key: id })),
    ),
  );

const server = createServer((request, response) => {
  const { pipe } = renderToPipeableStream(
    createElement(Page, { user: textBytes(100, request.url.length).toString('latin1') }),
    {
      onAllReady: () => pipe(response),
    },
  );
});
const url = await listening(server);
underLoad((id) => send(`${url}/${id}`));
