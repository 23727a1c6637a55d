/** Builds what Outlook runs at its events into one classic script: classic Outlook loads it without a page. */
import { copyFileSync } from "node:fs";
import { defineConfig } from "vite";

const here = (name: string) => new URL(name, import.meta.url).pathname;
const outDir = "../server/trato/static";

export default defineConfig({
  base: "/static/",
  publicDir: false,
  plugins: [
    {
      name: "page",
      closeBundle: () => copyFileSync(here("./commands.html"), here(`./${outDir}/commands.html`)),
    },
  ],
  build: {
    outDir,
    emptyOutDir: false,
    target: "es2019",
    lib: {
      entry: new URL("./src/commands/main.ts", import.meta.url).pathname,
      formats: ["iife"],
      name: "tratoCommands",
      fileName: () => "commands.js",
    },
  },
});
