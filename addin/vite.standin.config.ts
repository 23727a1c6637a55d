/** Builds the stand-in for office.js: a classic script, because the pane loads it where Microsoft's would be. */
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/",
  publicDir: false,
  build: {
    outDir: "../server/trato/static",
    emptyOutDir: false,
    target: "es2022",
    lib: {
      entry: new URL("./src/host/office-standin/main.ts", import.meta.url).pathname,
      formats: ["iife"],
      name: "tratoOfficeStandin",
      fileName: () => "office-standin.js",
    },
  },
});
