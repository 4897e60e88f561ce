// A file without its gzip, as far as it is not too large: a small one may hold hundreds of megabytes.

import { text } from './text';

export const LARGEST = 64 << 20;

export async function unpacked(file: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array> {
  if (file[0] !== 0x1f || file[1] !== 0x8b) return file;
  const reader = new Blob([file]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Error(text().damaged(name));
    });
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    parts.push(value as Uint8Array<ArrayBuffer>);
    size += value.length;
    if (size > LARGEST) {
      void reader.cancel();
      throw new Error(text().tooLarge(name, `> ${LARGEST >> 20}`));
    }
  }
}
