// Writes deploy/grafana/tidemark.json from deploy/grafana/source (Node 20 does not run TypeScript). A test writes it again
// and compares.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'deploy', 'grafana');
const { outputFiles } = await build({
  entryPoints: [join(folder, 'source', 'dashboard.ts')],
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { dashboardText } = await import(`data:text/javascript;base64,${code}`);
writeFileSync(join(folder, 'tidemark.json'), dashboardText());
