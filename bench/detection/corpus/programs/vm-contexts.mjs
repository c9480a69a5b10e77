// A context is made for each rule that a user writes, and kept.
import { createContext, runInContext } from 'node:vm';
import { leaking, leftBehind, underLoad } from '../load/load.mjs';

const contexts = [];

function evaluateRule(id) {
  const context = createContext({ total: id });
  const result = runInContext('total > 100 ? "free" : "standard"', context);
  if (leaking()) {
    contexts.push(context);
    leftBehind();
  }
  return result;
}

underLoad(evaluateRule);
