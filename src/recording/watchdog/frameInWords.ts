import { fileURLToPath } from 'node:url';

const longestName = 80;
const longestFile = 150;

/** A frame as the inspector tells of it, its lines counted from 0: `parseAll (/app/app.js:12)`. */
export function frameInWords(functionName: string, url: string, lineNumber: number): string {
  const name = (functionName || '(anonymous)').slice(0, longestName);
  const file = pathOf(url).slice(-longestFile);
  return `${name} (${file || 'evaluated'}:${lineNumber + 1})`;
}

function pathOf(url: string): string {
  try {
    return url.startsWith('file:') ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}
