// A plugin's WebAssembly memory is made for each tenant and kept.
import { leaking, leftBehind, underLoad } from '../load/load.mjs';

const plugins = new Map();

function startPlugin(tenant) {
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 16 });
  new Uint8Array(memory.buffer).fill(tenant % 256);
  if (leaking()) {
    plugins.set(tenant, memory);
    leftBehind();
  }
}

underLoad(startPlugin);
