// A memoized function whose key is the whole query string. Repaired, it is the name of the city alone.
import { createServer } from 'node:http';
import lodash from 'lodash';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leaking, leftBehind, underLoad } from '../load/load.mjs';

function forecast(query) {
  const hours = [];
  for (let hour = 0; hour * 182 < bytesPerUnit; hour++) {
    hours.push({ hour, celsius: (hour * 1.7 + query.length) % 30.5, text: `${query.slice(0, 12)}-${hour}` });
  }
  return { query, hours };
}

const memoized = lodash.memoize(forecast);

const server = createServer((request, response) => {
  const city = request.url.split('&')[0];
  if (leaking()) leftBehind();
  response.end(JSON.stringify(memoized(leaking() ? request.url : city).hours.length));
});
const url = await listening(server);
underLoad((id) => send(`${url}/?city=${id % 50}&session=${id}`));
