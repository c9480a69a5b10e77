// Each rendering watches a store that all of them share, and no one stops watching on a server.
import { createServer } from 'node:http';
import { createSSRApp, effectScope, h, reactive, watch } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { listening, send } from '../load/http.mjs';
import { bytesPerUnit, leftBehind, repaired, textBytes, underLoad } from '../load/load.mjs';

const store = reactive({ rates: { EUR: 1, USD: 1.1 }, version: 0 });

function useRates(query) {
  const view = reactive({
    query,
    rates: {},
    history: textBytes(bytesPerUnit - 2_400, query).toString('latin1'),
  });
  watch(
    () => store.rates.USD,
    (rate) => {
      view.rates.USD = rate;
    },
    { immediate: true },
  );
  if (!repaired) leftBehind();
  return view;
}

async function render(query) {
  const scope = effectScope(true);
  const view = scope.run(() => useRates(query));
  const application = createSSRApp({ render: () => h('p', `${view.query}: ${view.rates.USD}`) });
  const html = await renderToString(application);
  if (repaired) scope.stop();
  return html;
}

const server = createServer(async (request, response) => response.end(await render(request.url.slice(1))));
const url = await listening(server);
underLoad((id) => send(`${url}/${id}`));
