// Makes one file of what `npm run build` made, for the program to hold: an index, then every file compressed.
//
//   node embed.mjs DIST OUTPUT
//
// The index is text: a line `charter-pages COUNT`, then for each file `PATH TYPE DIGEST COMPRESSED_BYTES`, and an empty line. The bytes
// follow in the same order. src/http/pages.cpp reads it.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";

const types = {
  ".html": "text/html;charset=utf-8",
  ".js": "text/javascript;charset=utf-8",
  ".css": "text/css;charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
  ".png": "image/png",
  ".txt": "text/plain;charset=utf-8",
};

const [dist, output] = process.argv.slice(2);
if (!dist || !output) throw new Error("usage: node embed.mjs DIST OUTPUT");

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort();
const lines = [`charter-pages ${files.length}`];
const parts = [];
for (const file of files) {
  const type = types[extname(file)];
  if (!type) throw new Error(`embed.mjs: no content type is known for ${file}; add its ending to the list`);
  const bytes = readFileSync(file);
  // Without a time in its head the same pages make the same bytes.
  const packed = gzipSync(bytes, { level: 9 });
  const path = "/" + relative(dist, file).split(sep).map(encodeURIComponent).join("/");
  lines.push(`${path} ${type} ${createHash("sha256").update(bytes).digest("hex").slice(0, 32)} ${packed.length}`);
  parts.push(packed);
}
writeFileSync(output, Buffer.concat([Buffer.from(lines.join("\n") + "\n\n"), ...parts]));
