// A store keeps every state for undo. The states share what has not changed; what has changed adds up.
import { produce } from 'immer';
import { createStore } from 'redux';
import { bytesPerUnit, leaking, leftBehind, textBytes, underLoad } from '../load/load.mjs';

const past = [];
const empty = { present: { orders: {}, count: 0 } };

function undoable(state = empty, action) {
  if (action.type !== 'placed') return state;
  const present = produce(state.present, function placeOrder(draft) {
    const note = textBytes(bytesPerUnit - 1_900, action.id).toString('latin1');
    draft.orders[action.id % 30] = { id: action.id, note, total: action.id * 1.5 };
    draft.count++;
  });
  if (leaking()) {
    past.push(state.present);
    leftBehind();
  }
  return { present };
}

const store = createStore(undoable);
underLoad((id) => store.dispatch({ type: 'placed', id }));
