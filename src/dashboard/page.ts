import { MemoryDashboard } from './MemoryDashboard.ts';
import { serverTools } from './serverTools.ts';
import { serverSource } from './sources/serverSource.ts';
import { pageAddress } from './ViewAddress.ts';

new MemoryDashboard(document.body, {
  source: serverSource(''),
  address: pageAddress(),
  tools: serverTools(''),
}).focus();
