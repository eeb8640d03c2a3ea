// Makes the one script that applications load, which must stay below six kilobytes, compressed.
//
//   node widget/build.mjs [DIST]
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const outfile = `${process.argv[2] ?? "dist"}/feedback/widget.js`;
await build({ entryPoints: ["widget/widget.ts"], outfile, bundle: true, minify: true, format: "iife", target: "es2020", charset: "utf8", legalComments: "none" });
const bytes = gzipSync(readFileSync(outfile), { level: 9 }).length;
if (bytes > 6 * 1024) throw new Error(`${outfile} has ${bytes} bytes, compressed; applications load it, so it may have 6144`);
