// Every connection subscribes to the stream of prices; connections end, subscriptions do not.
import { filter, map, Subject, scan } from 'rxjs';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const prices = new Subject();
setInterval(() => prices.next({ article: 1, price: Math.random() }), 5_000);

function openConnection(id) {
  const connection = { id, last: 0, greeting: textBytes(bytesPerUnit - 2_300, id).toString('latin1') };
  const subscription = prices
    .pipe(
      filter(({ article }) => article === id % 7),
      map(({ price }) => price * 1.19),
      scan((sum, price) => sum + price, 0),
    )
    .subscribe((sum) => {
      connection.last = sum;
    });
  return { connection, close: () => subscription.unsubscribe() };
}

underLoad((id) => {
  const { close } = openConnection(id);
  if (leaking()) leftBehind();
  else setTimeout(close, 1_000);
});
