export type { RecordedProcess } from '../wire/recorded.ts';
export { MemoryDashboard } from './MemoryDashboard.ts';
export type { MemoryDashboardOptions, OpenTools, Tools } from './MemoryDashboardOptions.ts';
export { serverTools } from './serverTools.ts';
export type { Connection, DashboardSource, HistoryRange, SourceListener } from './sources/DashboardSource.ts';
export { monitorSource, type ObservableMonitor } from './sources/monitorSource.ts';
export { recordedSource } from './sources/recordedSource.ts';
export { serverSource } from './sources/serverSource.ts';
export { pageAddress, type ViewAddress } from './ViewAddress.ts';
