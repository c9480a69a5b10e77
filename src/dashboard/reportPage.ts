import type { RecordedProcess } from '../wire/recorded.ts';
import { MemoryDashboard } from './MemoryDashboard.ts';
import { recordedSource } from './sources/recordedSource.ts';

// The words around the dashboard take its theme over.
document.addEventListener('tidemark:theme', (event) => {
  document.documentElement.dataset.theme = (event as CustomEvent<string>).detail;
});

const data = document.getElementById('tidemark-data')?.textContent ?? '';
const place = document.getElementById('tidemark-dashboard');
if (place !== null && data !== '') {
  const recorded = JSON.parse(data) as RecordedProcess;
  new MemoryDashboard(place, {
    source: recordedSource(recorded),
    spanMs: Number.POSITIVE_INFINITY,
  }).focus();
}
