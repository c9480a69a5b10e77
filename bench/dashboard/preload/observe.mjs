// Runs in the page before its own scripts, and keeps in `kept` what the bench wants to know. `clockFollows` has the
// page's clock follow the samples, where they come from a simulated past.
const kept = { framesMs: [], samples: 0 };
globalThis.kept = kept;

const { stroke } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.stroke = function (...path) {
  // Only lines of charts are paths of their own.
  if (path.length > 0 && kept.firstChartMs === undefined) {
    kept.firstChartMs = Number.NaN;
    // A message sent while a frame is drawn arrives after the frame.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      kept.firstChartMs = performance.now();
    };
    port2.postMessage(0);
  }
  stroke.apply(this, path);
};

const request = globalThis.requestAnimationFrame.bind(globalThis);
globalThis.requestAnimationFrame = (callback) =>
  request((timeMs) => {
    const startMs = performance.now();
    callback(timeMs);
    // Plots are drawn in microtasks that the callback has queued, or that those have.
    let turns = 30;
    const settle = () => {
      turns -= 1;
      if (turns > 0) queueMicrotask(settle);
      else kept.framesMs.push(performance.now() - startMs);
    };
    settle();
  });

let nowMs;
const now = Date.now;
Date.now = () => nowMs ?? now();
const listen = EventSource.prototype.addEventListener;
EventSource.prototype.addEventListener = function (type, listener) {
  listen.call(this, type, (event) => {
    if (type === 'sample') {
      kept.samples += 1;
      if (globalThis.clockFollows) nowMs = Number(/"row":\[(\d+)/.exec(event.data)?.[1]);
    }
    listener(event);
  });
};
