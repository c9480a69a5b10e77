import { MemoryDashboard } from './MemoryDashboard.ts';
import { serverReport } from './serverReport.ts';
import { serverTools } from './serverTools.ts';
import { serverSource } from './sources/serverSource.ts';
import { pageAddress } from './ViewAddress.ts';

new MemoryDashboard(document.body, {
  source: serverSource(''),
  address: pageAddress(),
  tools: serverTools(''),
  report: serverReport(''),
}).focus();
