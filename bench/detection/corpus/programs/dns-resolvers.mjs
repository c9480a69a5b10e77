// A resolver with servers of its own for each request, kept for later.
import { Resolver } from 'node:dns';
import { leaking, leftBehind, underLoad } from '../load/load.mjs';

const resolvers = [];

function resolverFor(id) {
  const resolver = new Resolver({ timeout: 1_000 });
  resolver.setServers([`127.0.0.${1 + (id % 200)}`]);
  if (leaking()) {
    resolvers.push(resolver);
    leftBehind();
  }
}

underLoad(resolverFor);
