import { MemoryDashboard } from './MemoryDashboard.ts';
import { serverSource } from './sources/serverSource.ts';

new MemoryDashboard(document.body, { source: serverSource('') }).focus();
