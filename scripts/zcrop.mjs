import {PNG} from 'pngjs';import fs from 'node:fs';
const [,,src,out,cols,h]=process.argv;const p=PNG.sync.read(fs.readFileSync(src));const n=+cols,H=+h;
const o=new PNG({width:p.width*n+10*(n-1),height:H});o.data.fill(128);
for(let i=0;i<n;i++){const y=Math.min(i*H,p.height-1);PNG.bitblt(p,o,0,y,p.width,Math.min(H,p.height-y),i*(p.width+10),0)}
fs.writeFileSync(out,PNG.sync.write(o));
