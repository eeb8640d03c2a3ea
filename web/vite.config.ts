import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// While pages are written: `npx vite` shows them, and asks the server that CHARTER_SERVER names.
const server = process.env.CHARTER_SERVER ?? "http://127.0.0.1:8420";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    // Nothing may be written into the page itself: its security policy allows files of this server alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    sourcemap: false,
  },
  server: {
    proxy: Object.fromEntries(["/v1", "/health", "/ready"].map((path) => [path, { target: server, changeOrigin: true }])),
  },
});
