// A TLS context is made for each connection of a customer and kept: native memory, next to nothing in the heap.
import { createSecureContext } from 'node:tls';
import { leaking, leftBehind, underLoad } from '../load/load.mjs';

const contexts = new Map();

function contextOf(customer) {
  const context = createSecureContext({ minVersion: 'TLSv1.2' });
  if (leaking()) {
    contexts.set(customer, context);
    leftBehind();
  }
  return context;
}

underLoad((id) => contextOf(`customer-${id}`));
